#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lifeguard {

/// The candidate that `word` was probably meant to be: few slips away for its length, or its
/// beginning ("warn" for "warning").
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace lifeguard
