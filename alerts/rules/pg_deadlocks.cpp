#include "alerts/rules/pg_deadlocks.hpp"

#include "alerts/rules/database_counters.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard {

using namespace postgres;

std::vector<Finding> Deadlocks::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const DatabaseStatistics& database : postgres_facts(now).server->databases) {
    if (auto finding = inspect(now, database)) findings.push_back(std::move(*finding));
  }
  return worst_first(std::move(findings));
}

std::optional<Finding> Deadlocks::inspect(const View& now, const DatabaseStatistics& database) const {
  const auto& steps = now.history.of(now.snapshot.target, deadlocks_of(database.database));
  const auto seen = increase(steps, comparable_since(now, database, config_.window));
  const int count = seen ? static_cast<int>(seen->amount) : 0;
  // A short past can show deadlocks, but not that there are none: then an open incident stays.
  const bool enough_to_clear = seen && covers(*seen, now, config_.window);
  auto severity = judge(count, config_.deadlocks);
  if (!severity && enough_to_clear) return std::nullopt;
  if (!severity) severity = Severity::none;

  const Seconds over = seen ? now.snapshot.taken - seen->from : Seconds(0);
  Finding finding;
  finding.key = database.database;
  finding.severity = *severity;
  finding.since = seen && seen->first_rise ? *seen->first_rise : now.snapshot.taken;
  finding.summary = "database " + database.database + " had " +
                    counted(static_cast<std::size_t>(count), "deadlock") + " in the last " + in_words(over) +
                    ", and the server rolled back one transaction for each";
  finding.evidence.push_back({{"database", database.database},
                              {"deadlocks", std::to_string(count)},
                              {"within", in_words(over)},
                              {"since the statistics were reset", std::to_string(database.deadlocks)}});
  finding.remedy =
      "look for \"deadlock detected\" in the server's log: it names both statements; then take their locks in "
      "one order everywhere (SELECT … ORDER BY id FOR UPDATE before the updates) and try again after SQLSTATE "
      "40P01";
  return finding;
}

}  // namespace lifeguard
