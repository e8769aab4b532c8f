#pragma once

#include <optional>
#include <string_view>

namespace lifeguard {

/// The line of the first byte that no text file has (a control character, or what is not UTF-8), if there is
/// one.
std::optional<int> first_line_not_text(std::string_view);

}  // namespace lifeguard
