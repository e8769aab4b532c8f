#pragma once

#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

/// Every metric of the kind, for the catalogue.
const std::vector<const MetricDef*>& metric_definitions();

/// Facts as samples. A part that is not known gives none: absent, never zero.
std::vector<Sample> samples_from(const Facts&);

}  // namespace lifeguard::postgres
