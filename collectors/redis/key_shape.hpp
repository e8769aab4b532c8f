#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifeguard::redis {

/// The form of the first key of a command: "user:?:cart". Only words that are nobody's name stay, and only of
/// commands whose first argument is known to be a key; empty for all others.
std::string shape_of(std::string_view command, const std::vector<std::string>& words);

}  // namespace lifeguard::redis
