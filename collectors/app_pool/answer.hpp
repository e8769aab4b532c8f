#pragma once

#include <string>
#include <string_view>

#include "agent/io/http.hpp"

namespace lifeguard::app_pool {

/// "host:port", all of an http address that may appear in a message; "" when it is none.
std::string endpoint_of(std::string_view url);

/// Throws Unreachable for an answer that is no page, with what to do about it.
void require_page(const HttpResponse&, const std::string& endpoint);

}  // namespace lifeguard::app_pool
