#pragma once

#include <string_view>

#include "collectors/snapshot.hpp"

namespace lifeguard::redis {

/// Whether the cache serves: "available", "read-only" (it refuses the probe's write, or is full and evicts
/// nothing), "loading" its dataset, or "unavailable": also a node of a cluster that is down, and a replica that
/// has lost its master and serves nothing without it.
std::string_view availability(const Snapshot&);

}  // namespace lifeguard::redis
