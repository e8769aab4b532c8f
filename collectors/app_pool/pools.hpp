#pragma once

#include <vector>

#include "collectors/app_pool/facts.hpp"
#include "collectors/pool.hpp"

namespace lifeguard::app_pool {

/// The pools of an app as those of every kind. `limit` is that of the config, for pools that tell none; 0 is
/// none.
std::vector<Pool> pools_of(const Facts&, int limit);

}  // namespace lifeguard::app_pool
