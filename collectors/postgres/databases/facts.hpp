#pragma once

#include <map>
#include <string>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// One database, as seen from inside by a short visit.
struct DatabaseVisit {
  TimePoint taken;  // agent's clock
};

/// Part `databases`: what the last round through the databases found, by database.
struct Databases {
  std::map<std::string, DatabaseVisit> visits;
  std::map<std::string, std::string> refused;  // databases that could not be visited, and why
};

}  // namespace lifeguard::postgres
