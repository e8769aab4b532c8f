#include "alerts/rules/pool_exhaustion.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/forecast.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

/// One limit that connections are taken from.
struct Pool {
  std::string key;         // "server", "database shop", "role app"
  std::string limit_name;  // the setting that binds
  int used, limit;
  std::string remedy;
};

/// How many sessions each limit's owner has.
std::map<std::string, int> used_by(const std::map<std::string, int>& limits, std::string Session::*owner,
                                   const Activity& activity) {
  std::map<std::string, int> used = limits;
  for (auto& [name, count] : used) count = 0;
  for (const Session& session : activity.sessions) {
    const auto found = used.find(session.*owner);
    if (found == used.end()) continue;
    found->second += is_client_backend(session) || session.state == SessionState::hidden;
  }
  return used;
}

std::vector<Pool> pools_of(const postgres::Facts& facts) {
  const ConnectionLimits& limits = facts.server->limits;
  auto of_database = used_by(limits.of_database, &Session::database, *facts.activity);
  auto of_role = used_by(limits.of_role, &Session::user, *facts.activity);

  std::vector<Pool> pools;
  pools.push_back({"server", "max_connections less the reserved ones", *used_slots(facts), limits.usable(),
                   "Raise max_connections (now " + std::to_string(limits.max_connections) +
                       "; needs a restart), or put a pooler in front; first see who holds them:"});
  for (const auto& [database, limit] : limits.of_database) {
    pools.push_back({"database " + database, "datconnlimit of " + database, of_database[database], limit,
                     "ALTER DATABASE \"" + database + "\" CONNECTION LIMIT …; first see who holds them:"});
  }
  for (const auto& [role, limit] : limits.of_role) {
    pools.push_back({"role " + role, "rolconnlimit of " + role, of_role[role], limit,
                     "ALTER ROLE \"" + role + "\" CONNECTION LIMIT …; first see who holds them:"});
  }
  return pools;
}

std::vector<Evidence> biggest_clients(const Activity& activity) {
  struct Count {
    int sessions = 0, active = 0, in_transaction = 0;
  };
  std::map<const Session*, Count, ByGroup> groups;
  for (const Session& session : activity.sessions) {
    if (session.user.empty()) continue;
    Count& count = groups[&session];
    ++count.sessions;
    count.active += session.state == SessionState::active;
    count.in_transaction += is_idle_in_transaction(session);
  }
  std::vector<std::pair<const Session*, Count>> ranking(groups.begin(), groups.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second.sessions > b.second.sessions; });
  if (ranking.size() > kMaxEvidence) ranking.resize(kMaxEvidence);

  std::vector<Evidence> evidence;
  for (const auto& [session, count] : ranking) {
    evidence.push_back({{"client", in_words(group_of(*session))},
                        {"sessions", std::to_string(count.sessions)},
                        {"active", std::to_string(count.active)},
                        {"idle in transaction", std::to_string(count.in_transaction)}});
  }
  return evidence;
}

}  // namespace

std::vector<Finding> PoolExhaustion::inspect(const View& now) const {
  const postgres::Facts& facts = postgres_facts(now);
  std::vector<Finding> findings;
  for (const Pool& pool : pools_of(facts)) {
    if (pool.limit <= 0) continue;
    const double saturation = static_cast<double>(pool.used) / pool.limit;
    const auto severity = judge(saturation, config_.saturation);
    std::optional<Seconds> left;
    if (const auto& used = now.history.of(now.snapshot.target, used_connections_of(pool.key)); !used.empty()) {
      left = time_until(used, pool.limit, now.snapshot.taken);
    }
    const bool soon = left && *left < config_.forecast;
    if (!severity && !soon) continue;

    Finding finding;
    finding.key = pool.key;
    finding.severity = std::max(severity.value_or(Severity::none), soon ? Severity::warning : Severity::none);
    finding.since = now.snapshot.taken;
    finding.summary = std::to_string(pool.used) + " of " + std::to_string(pool.limit) + " connections of the " +
                      pool.key + " are taken (" + std::to_string(std::lround(saturation * 100)) +
                      " %, limit: " + pool.limit_name + ")";
    if (soon)
      finding.summary += pool.used >= pool.limit ? "; none is left"
                                                 : "; at the present rise none is left in " + in_words(*left);
    finding.evidence = biggest_clients(*facts.activity);
    finding.remedy =
        pool.remedy +
        " SELECT datname, usename, application_name, client_addr, state, count(*), max(now() - state_change) "
        "AS "
        "longest FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 "
        "DESC;";
    findings.push_back(std::move(finding));
  }
  return worst(std::move(findings));
}

}  // namespace lifeguard
