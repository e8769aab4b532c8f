#pragma once

#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/sample.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& transaction_metrics();

/// What is known of Facts::transactions, and together with the sessions of who holds vacuum back.
std::vector<Sample> transaction_samples(const Facts&);

}  // namespace lifeguard::postgres
