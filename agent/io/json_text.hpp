#pragma once

#include <string>
#include <string_view>

namespace lifeguard {

/// `text` as a JSON string, quotes included. What is not UTF-8 becomes U+FFFD, so that one odd byte from a
/// server never makes a whole document unreadable.
std::string json_quoted(std::string_view text);

}  // namespace lifeguard
