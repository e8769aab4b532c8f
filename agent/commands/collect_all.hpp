#pragma once

#include <vector>

#include "collectors/snapshot.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// One collection of every target with all its slow work, all targets at the same time, each within its
/// deadlines.
std::vector<SnapshotPtr> collect_all(const Config&);

}  // namespace lifeguard
