#pragma once

#include <functional>
#include <vector>

#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// Whose a sample is: null for the agent's own, whose per-target ones have the target as their first label
/// value.
using TakeSample = std::function<void(const Sample&, const Snapshot* of)>;

/// All that is told as metrics, however they are written.
void for_each_sample(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own, const TakeSample&);

}  // namespace lifeguard
