#pragma once

#include <string>
#include <string_view>

#include "agent/io/http.hpp"

namespace lifeguard {

/// A POST of JSON. "user:password@" in the address becomes a basic Authorization header, percent-decoded.
HttpRequest json_post(std::string_view address, std::string body);

}  // namespace lifeguard
