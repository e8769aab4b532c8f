#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// One line of `lifeguard check`: what works, or what is missing and the statement that mends it.
struct Check {
  bool well = true;
  std::string what;
  std::string remedy;  // empty when well
};

std::vector<Check> checks_from(const Facts&);

/// "GRANT pg_monitor TO shop_ro": lets the role see every session.
std::string visibility_grant(const std::string& role);

}  // namespace lifeguard::postgres
