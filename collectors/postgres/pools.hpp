#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/pool.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard::postgres {

/// The server's own slots, and each database and role that has a limit; nullopt while sessions or limits are
/// not known.
std::optional<std::vector<Pool>> pools_of(const Facts&);

}  // namespace lifeguard::postgres
