#pragma once

#include <vector>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& storage_metrics();
/// At most 600 series, whatever the number of databases and tables.
std::vector<Sample> storage_samples(const Databases&);

}  // namespace lifeguard::postgres
