#pragma once

#include <string_view>

#include "collectors/snapshot.hpp"

namespace lifeguard::redis {

/// Whether the cache serves: "available", "read-only" (it refuses the probe's write), "loading" its dataset, or
/// "unavailable".
std::string_view availability(const Snapshot&);

}  // namespace lifeguard::redis
