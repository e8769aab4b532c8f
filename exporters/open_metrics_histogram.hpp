#pragma once

#include <string>
#include <utility>
#include <vector>

#include "collectors/sample.hpp"

namespace lifeguard {

using Labels = std::vector<std::pair<std::string_view, std::string>>;

/// The lines of one histogram in OpenMetrics 1.0, its exemplars with them: prometheus-cpp's histograms have
/// none. HELP and TYPE are its family's.
std::string open_metrics_lines(std::string_view name, const Labels&, const Distribution&);

}  // namespace lifeguard
