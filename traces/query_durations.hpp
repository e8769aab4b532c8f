#pragma once

#include <optional>

#include "collectors/sample.hpp"

// How long slow queries took. The buckets are always the same, whatever counts as slow, so that those of every
// agent add up.
namespace lifeguard::traces {

Distribution no_durations(TimePoint since);

void count(Distribution&, Seconds length, const std::optional<Exemplar>&);

}  // namespace lifeguard::traces
