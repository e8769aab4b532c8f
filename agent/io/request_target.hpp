#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace lifeguard {

/// What the first line of an HTTP request asks for, percent-decoded.
struct RequestTarget {
  std::string path;
  std::map<std::string, std::string> query;  // the first of two equal names wins
};

/// Reads "/api/pools?limit=5" and, as RFC 9112 asks of servers, "http://host/api/pools". Nothing when it is
/// malformed: no leading slash, or a percent sign without two hexadecimal digits.
std::optional<RequestTarget> parse_target(std::string_view);

}  // namespace lifeguard
