#pragma once

#include <vector>

#include "collectors/snapshot.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// One collection of every target, all at the same time, each within its deadline.
std::vector<SnapshotPtr> collect_all(const Config&);

}  // namespace lifeguard
