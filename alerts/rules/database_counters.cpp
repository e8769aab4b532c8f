#include "alerts/rules/database_counters.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard {
namespace {

TimePoint same_server_since(const View& now) {
  const auto& starts = now.history.of(now.snapshot.target, postgres::start_time());
  TimePoint since{};
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i].last != starts[i - 1].last) since = starts[i].start + History::kStep;
  }
  return since;
}

}  // namespace

TimePoint comparable_since(const View& now, const postgres::DatabaseStatistics& database, Seconds window) {
  TimePoint since = std::max(now.snapshot.taken - window, same_server_since(now));
  if (database.reset) {
    const Seconds reset_ago = postgres_facts(now).server->taken - *database.reset;
    since = std::max(since, now.snapshot.taken - reset_ago);
  }
  return since;
}

bool covers(const Increase& increase, const View& now, Seconds window) {
  return increase.from <= now.snapshot.taken - window + History::kStep;
}

}  // namespace lifeguard
