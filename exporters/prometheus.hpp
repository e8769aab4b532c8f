#pragma once

#include <string>
#include <vector>

#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// The Prometheus exposition of the latest snapshots and of the agent's own samples. No target is asked
/// anything: a scrape costs this text. `own` samples of per-target metrics carry the target as their first
/// label value.
std::string prometheus_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own);

/// The same page as OpenMetrics 1.0.
std::string open_metrics_text(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own);

}  // namespace lifeguard
