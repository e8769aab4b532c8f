#pragma once

#include <string>
#include <vector>

#include "collectors/check.hpp"
#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

std::vector<Check> checks_from(const Facts&);

/// "GRANT pg_monitor TO shop_ro": lets the role see every session.
std::string visibility_grant(const std::string& role);

}  // namespace lifeguard::postgres
