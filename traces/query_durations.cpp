#include "traces/query_durations.hpp"

#include <algorithm>

namespace lifeguard::traces {
namespace {

// From what a person waits for to what holds vacuum back.
const std::vector<double> kBounds{0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800};

}  // namespace

Distribution no_durations(TimePoint since) {
  Distribution none;
  none.bounds = kBounds;
  none.buckets.resize(kBounds.size() + 1);
  none.since = since;
  return none;
}

void count(Distribution& durations, Seconds length, const std::optional<Exemplar>& exemplar) {
  const auto bound = std::lower_bound(durations.bounds.begin(), durations.bounds.end(), length.count());
  auto& bucket = durations.buckets[static_cast<std::size_t>(bound - durations.bounds.begin())];
  ++bucket.count;
  if (exemplar) bucket.exemplar = exemplar;
  durations.sum += length.count();
}

}  // namespace lifeguard::traces
