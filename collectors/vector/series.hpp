#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/snapshot.hpp"
#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// What the history remembers of a store: the vectors of each collection, and how long the probes took.
std::vector<SeriesPoint> series_from(const Facts&);

std::string vectors_of(const std::string& collection);
std::string probe_of(const std::string& op);
std::string failures_of(const std::string& part);

/// "probe_read" or "probe_write" failed several times in a row: once may be chance.
bool keeps_failing(const Snapshot&, const std::string& part);

}  // namespace lifeguard::vector_store
