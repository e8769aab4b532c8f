#pragma once

#include <map>
#include <string>

#include "base/time.hpp"
#include "collectors/postgres/schema/facts.hpp"
#include "collectors/postgres/storage/facts.hpp"

namespace lifeguard::postgres {

/// One database, as seen from inside by a short visit.
struct DatabaseVisit {
  TimePoint taken;  // agent's clock
  Storage storage;
  Schema schema;
};

/// Part `databases`: what the last round through the databases found, by database.
struct Databases {
  std::string own;  // the dsn's database: the app's
  std::map<std::string, DatabaseVisit> visits;
  std::map<std::string, std::string> refused;  // databases that could not be visited, and why
};

}  // namespace lifeguard::postgres
