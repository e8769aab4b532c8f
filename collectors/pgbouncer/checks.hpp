#pragma once

#include <vector>

#include "collectors/check.hpp"
#include "collectors/pgbouncer/facts.hpp"

namespace lifeguard::pgbouncer {

std::vector<Check> checks_from(const Facts&);

}  // namespace lifeguard::pgbouncer
