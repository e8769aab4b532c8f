#include "alerts/rules/pgbouncer_stalled.hpp"

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/pgbouncer/pools.hpp"

namespace lifeguard {
namespace {

using pgbouncer::Database;
using pgbouncer::Mode;
using pgbouncer::PoolRow;

struct Cause {
  std::string what, remedy;
};

std::string server_of(const Database* database) {
  if (!database) return "its server";
  return database->host.empty() ? "the server on its local socket" : database->host + ":" + database->port;
}

Cause cause_of(const PoolRow& pool, const Database* database, const pgbouncer::Facts& facts) {
  if (facts.mode == Mode::paused) return {"PgBouncer is paused", "RESUME; on PgBouncer's console"};
  if (facts.mode == Mode::suspended) return {"PgBouncer is suspended", "RESUME; on PgBouncer's console"};
  if (database && database->paused) {
    return {"the database is paused", "RESUME " + pool.database + "; on PgBouncer's console"};
  }
  const std::string log =
      "see \"server login failed\" and \"connect failed\" in PgBouncer's log, and whether " +
      server_of(database) + " answers";
  if (facts.mode) return {server_of(database) + " does not answer or refuses PgBouncer's logins", log};
  // Before 1.19 it is not told.
  return {
      server_of(database) + " does not answer or refuses PgBouncer's logins, or PgBouncer is paused as a whole",
      "If somebody has said PAUSE: RESUME; on PgBouncer's console. Otherwise " + log};
}

// Logins under way serve nobody yet; a database that is paused serves only those who have a connection.
bool is_stalled(const PoolRow& pool, const Database* database, const pgbouncer::Facts& facts) {
  if (pool.clients_waiting == 0) return false;
  const bool paused = (database && database->paused) || facts.mode.value_or(Mode::active) != Mode::active;
  return paused || pool.servers() == pool.servers_login;
}

}  // namespace

std::vector<Finding> PgBouncerStalled::inspect(const View& now) const {
  const auto& facts = std::get<pgbouncer::Facts>(now.snapshot.facts);
  std::vector<Finding> findings;
  for (const PoolRow& pool : *facts.pools) {
    const Database* database = database_named(facts, pool.database);
    if (!is_stalled(pool, database, facts)) continue;
    const auto severity = judge(pool.longest_wait, config_.waiting);
    if (!severity) continue;
    const Cause cause = cause_of(pool, database, facts);
    const auto waiting = static_cast<std::size_t>(pool.clients_waiting);
    Finding finding;
    finding.key = name_of(pool);
    finding.severity = *severity;
    finding.since = now.snapshot.taken - pool.longest_wait;
    finding.summary = counted(waiting, "client") + (waiting == 1 ? " waits" : " wait") + " for the pool " +
                      name_of(pool) + ", the longest for " + in_words(pool.longest_wait) +
                      ", and none is served: " + cause.what;
    finding.evidence.push_back({{"pool", name_of(pool)},
                                {"clients waiting", std::to_string(pool.clients_waiting)},
                                {"server connections", std::to_string(pool.servers())}});
    finding.remedy = cause.remedy;
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
