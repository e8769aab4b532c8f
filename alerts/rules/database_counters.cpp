#include "alerts/rules/database_counters.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard {

TimePoint comparable_since(const View& now, const postgres::DatabaseStatistics& database, Seconds window) {
  TimePoint since = std::max(now.snapshot.taken - window, same_server_since(now, postgres::start_time()));
  if (database.reset) {
    const Seconds reset_ago = postgres_facts(now).server->taken - *database.reset;
    since = std::max(since, now.snapshot.taken - reset_ago);
  }
  return since;
}

}  // namespace lifeguard
