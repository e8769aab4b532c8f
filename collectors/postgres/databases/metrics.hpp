#pragma once

#include <vector>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

/// All that a survey gives, for the catalogue.
const std::vector<const MetricDef*>& database_metrics();

/// Bounded whatever the number of databases.
std::vector<Sample> database_samples(const Databases&);

}  // namespace lifeguard::postgres
