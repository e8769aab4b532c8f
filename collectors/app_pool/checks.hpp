#pragma once

#include <string>
#include <vector>

#include "collectors/app_pool/facts.hpp"
#include "collectors/check.hpp"
#include "collectors/pool.hpp"

namespace lifeguard::app_pool {

/// Which pools were found, by which library, and what stays unknown because it is not told. `server` is the
/// target that they connect to; empty when none is named.
std::vector<Check> checks_from(const Facts&, const std::vector<Pool>&, const std::string& server);

}  // namespace lifeguard::app_pool
