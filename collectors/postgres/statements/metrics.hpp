#pragma once

#include <vector>

#include "collectors/postgres/statements/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& statement_metrics();

/// At most three series for each shown statement and five for each database. No text is a label.
std::vector<Sample> statement_samples(const Statements&);

}  // namespace lifeguard::postgres
