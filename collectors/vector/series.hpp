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

}  // namespace lifeguard::vector_store
