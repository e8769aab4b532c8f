#pragma once

#include <span>

#include "collectors/snapshot.hpp"

namespace lifeguard {

/// The one check of the posture that takes the pools of other targets, as a sample of lifeguard_pg_posture:
/// adds it to a server's snapshot while its outcome is known.
void add_pool_maxima(Snapshot&, std::span<const SnapshotPtr> targets);

}  // namespace lifeguard
