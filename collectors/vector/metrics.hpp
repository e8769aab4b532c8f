#pragma once

#include <vector>

#include "collectors/sample.hpp"
#include "collectors/vector/facts.hpp"

namespace lifeguard::vector_store {

/// Every metric of the kind, for the catalogue.
const std::vector<const MetricDef*>& metric_definitions();

/// Facts as samples. What is not known gives none.
std::vector<Sample> samples_from(const Facts&);

}  // namespace lifeguard::vector_store
