#pragma once

#include <string>

#include "agent/io/http.hpp"

namespace lifeguard::app_pool {

/// Throws Unreachable for an answer that is no page, with what to do about it.
void require_page(const HttpResponse&, const std::string& endpoint);

}  // namespace lifeguard::app_pool
