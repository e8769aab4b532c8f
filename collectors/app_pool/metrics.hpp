#pragma once

#include <vector>

#include "collectors/app_pool/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::app_pool {

/// Every metric of the kind, for the catalogue.
const std::vector<const MetricDef*>& metric_definitions();

/// What an app tells of its pools beside what every kind of pool has. What it does not tell gives none.
std::vector<Sample> samples_from(const Facts&);

}  // namespace lifeguard::app_pool
