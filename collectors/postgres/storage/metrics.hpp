#pragma once

#include <vector>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& storage_metrics();
std::vector<Sample> storage_samples(const Databases&);

}  // namespace lifeguard::postgres
