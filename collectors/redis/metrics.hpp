#pragma once

#include <vector>

#include "collectors/redis/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::redis {

/// Every metric of the kind, for the catalogue.
const std::vector<const MetricDef*>& metric_definitions();

/// Facts as samples, beside those that every kind of pool has. What is not known gives none.
std::vector<Sample> samples_from(const Facts&);

}  // namespace lifeguard::redis
