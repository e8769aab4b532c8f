#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/pool.hpp"
#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

// What every kind of pool is told by: made here alone, from Snapshot::pools.
namespace lifeguard {

const std::vector<const MetricDef*>& pool_metric_definitions();
std::vector<Sample> pool_samples(const std::vector<Pool>&);

/// What the history remembers of pools: used connections, who waits, and the limit.
std::vector<SeriesPoint> pool_series(const std::vector<Pool>&);

std::string used_connections_of(std::string_view pool);
std::string waiting_of(std::string_view pool);
std::string limit_of(std::string_view pool);
std::string waited_of(std::string_view pool);
std::string timeouts_of(std::string_view pool);

}  // namespace lifeguard
