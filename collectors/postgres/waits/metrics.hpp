#pragma once

#include <vector>

#include "collectors/postgres/waits/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& wait_metrics();
std::vector<Sample> wait_samples(const Waits&);

}  // namespace lifeguard::postgres
