#pragma once

#include <string>
#include <vector>

#include "collectors/sample.hpp"

namespace lifeguard {

/// Metrics as a Markdown table, in the order given.
std::string metrics_catalogue(const std::vector<const MetricDef*>&);

}  // namespace lifeguard
