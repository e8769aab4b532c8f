#pragma once

#include <vector>

#include "collectors/check.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// Sends one real span, log record or metric to each place that the config names, and says what came of it.
std::vector<Check> check_otlp(const Config&);

}  // namespace lifeguard
