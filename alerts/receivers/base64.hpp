#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lifeguard {

std::string base64(std::string_view bytes);

/// Nothing when `text` is not base64 with its padding.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace lifeguard
