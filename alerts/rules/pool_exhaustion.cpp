#include "alerts/rules/pool_exhaustion.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/forecast.hpp"
#include "collectors/postgres/pools.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

constexpr double kWorthAForecast = 0.5;

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
    if (const auto& used = now.history.of(now.snapshot.target, used_connections_of(pool.name)); !used.empty()) {
      left = time_until(used, pool.limit, now.snapshot.taken);
    }
    // A pool that is half empty and fills is a start or a deploy: let it settle.
    const bool soon = left && *left < config_.forecast && saturation >= kWorthAForecast;
    if (!severity && !soon) continue;

    Finding finding;
    finding.key = pool.name;
    finding.severity = std::max(severity.value_or(Severity::none), soon ? Severity::warning : Severity::none);
    finding.since = now.snapshot.taken;
    finding.summary = std::to_string(pool.used) + " of " + std::to_string(pool.limit) + " connections of the " +
                      pool.name + " are taken (" + std::to_string(std::lround(saturation * 100)) +
                      " %, limit: " + pool.limit_name + ")";
    if (soon)
      finding.summary += pool.used >= pool.limit ? "; none is left"
                                                 : "; at the present rise none is left in " + in_words(*left);
    finding.evidence = biggest_clients(*facts.activity);
    finding.remedy =
        pool.raise + "; first see who holds them:" +
        " SELECT datname, usename, application_name, client_addr, state, count(*), max(now() - state_change) "
        "AS "
        "longest FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 "
        "DESC;";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
