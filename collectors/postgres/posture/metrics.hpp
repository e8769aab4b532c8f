#pragma once

#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const MetricDef& posture_metric();
const std::vector<const MetricDef*>& posture_metrics();

/// One sample for each check whose outcome is known.
std::vector<Sample> posture_samples(const Facts&);

}  // namespace lifeguard::postgres
