#pragma once

#include <string_view>

namespace lifeguard::redis {

/// How Lifeguard's connections are named in the lists of a Redis.
inline constexpr std::string_view kOwnName = "lifeguard";

}  // namespace lifeguard::redis
