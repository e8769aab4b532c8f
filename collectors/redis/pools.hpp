#pragma once

#include <optional>
#include <vector>

#include "collectors/pool.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard::redis {

/// The clients, under maxclients. nullopt while they are not known.
std::optional<std::vector<Pool>> pools_of(const Facts&);

}  // namespace lifeguard::redis
