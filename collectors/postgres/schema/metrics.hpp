#pragma once

#include <vector>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& schema_metrics();
std::vector<Sample> schema_samples(const Databases&);

}  // namespace lifeguard::postgres
