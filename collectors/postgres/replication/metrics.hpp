#pragma once

#include <vector>

#include "collectors/postgres/replication/facts.hpp"
#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& replication_metrics();

/// Of the twenty standbys and subscribers that are furthest behind.
std::vector<Sample> streaming_samples(const Streaming&);
/// Of the fifty slots that keep the most WAL; of the rest what they keep together, as slot "other".
std::vector<Sample> slot_samples(const Slots&);

/// For the history: how far behind each of those standbys is, in seconds.
std::vector<SeriesPoint> streaming_series(const Streaming&);

}  // namespace lifeguard::postgres
