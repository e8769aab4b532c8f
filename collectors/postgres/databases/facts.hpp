#pragma once

#include <map>
#include <set>
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

/// Part `databases`: what the last visit to each database found, by database. One that is neither here nor in
/// `refused` or `waiting` is none that we may look into.
struct Databases {
  std::string own;  // the dsn's database: the app's
  std::map<std::string, DatabaseVisit> visits;
  std::map<std::string, std::string> refused;  // could not be visited when it was their turn, and why
  std::set<std::string> waiting;               // not visited yet: there are more than a round goes to

  /// Nothing can be said of it now, though it is there.
  bool is_unseen(const std::string& database) const {
    return refused.contains(database) || waiting.contains(database);
  }
};

}  // namespace lifeguard::postgres
