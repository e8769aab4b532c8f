#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pool.hpp"

namespace lifeguard::pgbouncer {

/// The pool of each user in each database ("shop/app"), under the smallest of its limits; each limit that
/// several of them share ("database shop", "user app"); and the clients. nullopt while it is not known which
/// there are, or what limits them.
std::optional<std::vector<Pool>> pools_of(const Facts&);

/// "shop/app".
std::string name_of(const PoolRow&);

}  // namespace lifeguard::pgbouncer
