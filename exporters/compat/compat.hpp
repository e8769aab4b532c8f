#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// What the snapshots hold under the names, labels and types that other exporters gave it, for dashboards and
/// alerts that use those. `exporters` are config's words for them; `addresses` says where each target's config
/// points ("postgres/db:5432"). What the snapshots do not hold is not there. The target is the first label
/// value.
std::vector<Sample> compat_samples(const std::vector<SnapshotPtr>& latest,
                                   const std::vector<std::string>& exporters,
                                   const std::map<std::string, std::string>& addresses);

}  // namespace lifeguard
