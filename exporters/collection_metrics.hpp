#pragma once

#include <vector>

#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

const std::vector<const MetricDef*>& collection_metric_definitions();

/// How the collection of a target went: whether it is up, since when not, and each part's duration and success.
std::vector<Sample> collection_samples(const Snapshot&);

}  // namespace lifeguard
