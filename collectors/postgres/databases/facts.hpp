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
  /// Of the own database: the timeouts of a session for which nobody has set another, as pg_settings has them,
  /// in milliseconds. One that is set for our role or database only is absent.
  std::map<std::string, std::string> timeouts;
};

/// Part `databases`: what the last round through the databases found, by database.
struct Databases {
  std::string own;  // the dsn's database: the app's
  std::map<std::string, DatabaseVisit> visits;
  std::map<std::string, std::string> refused;  // databases that could not be visited, and why
};

}  // namespace lifeguard::postgres
