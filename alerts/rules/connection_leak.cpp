#include "alerts/rules/connection_leak.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/postgres/series.hpp"
#include "collectors/trend.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

constexpr double kByChance = 0.01;

struct Group {
  std::vector<const Session*> held;    // idle in a transaction beyond the clear threshold, longest first
  std::vector<const Session*> unused;  // idle, of either kind, since longer than a window
};

struct Growth {
  double from, to;
  Seconds over;
};

std::set<int> blockers(const Activity& activity) {
  std::set<int> pids;
  if (!activity.locks) return pids;
  for (const LockWait& wait : activity.locks->waits)
    pids.insert(wait.blocked_by.begin(), wait.blocked_by.end());
  return pids;
}

/// Commits of the first and the second half of the span: more traffic is a good reason for more sessions.
bool throughput_grew(const View& now, const std::string& database, Seconds span) {
  const auto& steps = now.history.of(now.snapshot.target, commits_of(database));
  const TimePoint end = now.snapshot.taken;
  const auto value_at = [&](TimePoint at) -> std::optional<double> {
    std::optional<double> value;
    for (const HistoryStep& step : steps) {
      if (step.start <= at) value = step.last;
    }
    return value;
  };
  const auto first = value_at(end - span), middle = value_at(end - span / 2), last = value_at(end);
  if (!first || !middle || !last) return false;
  return *last - *middle > 1.25 * (*middle - *first);
}

std::optional<Growth> growth_over(const std::vector<double>& floors, Seconds window, double least) {
  const bool rising = mann_kendall_rising_p(floors) < kByChance && theil_sen_slope(floors) > 0;
  if (!rising || floors.back() - floors.front() < least) return std::nullopt;
  return Growth{floors.front(), floors.back(), window * static_cast<double>(floors.size())};
}

/// Steep leaks show in the last few windows, slow ones only in five times as many.
std::optional<Growth> growth_of(const View& now, const ClientGroup& group, const ConnectionLeakConfig& config) {
  for (const int windows : {config.windows, config.windows * 5}) {
    const auto floors = now.history.floors(now.snapshot.target, idle_sessions_of(group), now.snapshot.taken,
                                           config.window, windows);
    if (static_cast<int>(floors.size()) < windows) continue;
    const auto growth = growth_over(floors, config.window, config.growth);
    if (growth && !throughput_grew(now, group.database, growth->over)) return growth;
  }
  return std::nullopt;
}

std::string whole(double value) {
  return std::to_string(std::llround(value));
}

}  // namespace

std::vector<Finding> ConnectionLeak::inspect(const View& now) const {
  const Activity& activity = *postgres_facts(now).activity;
  const std::set<int> blocking = blockers(activity);

  std::map<ClientGroup, Group> groups;
  for (const Session& session : activity.sessions) {
    if (!is_client(session) || !session.state_change ||
        is_named(config_.ignore_applications, session.application) ||
        keeps_session_on_purpose(session, activity)) {
      continue;
    }
    const Seconds quiet = age(activity, *session.state_change);
    const bool held = is_idle_in_transaction(session);
    if (held && judge(quiet, config_.idle_in_transaction)) groups[group_of(session)].held.push_back(&session);
    if ((held || session.state == SessionState::idle) && quiet >= config_.window) {
      groups[group_of(session)].unused.push_back(&session);
    }
  }

  std::vector<Finding> findings;
  for (auto& [group, seen] : groups) {
    const auto longest_first = [](const Session* a, const Session* b) {
      return a->state_change < b->state_change;
    };
    std::sort(seen.held.begin(), seen.held.end(), longest_first);
    std::sort(seen.unused.begin(), seen.unused.end(), longest_first);

    std::optional<Growth> growth;
    if (static_cast<int>(seen.unused.size()) >= config_.growth) growth = growth_of(now, group, config_);
    if (seen.held.empty() && !growth) continue;

    Finding finding;
    finding.key = key_of(group);
    finding.severity = Severity::none;
    finding.since = now.snapshot.taken;
    std::string summary;
    if (!seen.held.empty()) {
      const Seconds longest = age(activity, *seen.held.front()->state_change);
      const bool blocks = std::any_of(seen.held.begin(), seen.held.end(),
                                      [&](const Session* session) { return blocking.contains(session->pid); });
      finding.severity = *judge(longest, config_.idle_in_transaction);
      if (blocks && finding.severity == Severity::warning) finding.severity = Severity::critical;
      finding.since = now.snapshot.taken - longest;
      summary = "holds " + counted(seen.held.size(), "session") + " idle in transaction, the oldest for " +
                in_words(longest) + (blocks ? ", and blocks others with them" : "");
    }
    if (growth) {
      finding.severity = finding.severity >= Severity::warning ? Severity::critical : Severity::warning;
      finding.since = std::min(finding.since, now.snapshot.taken - growth->over);
      summary += (summary.empty() ? "" : "; ") +
                 ("keeps sessions that it does not use: from " + whole(growth->from)) + " to " +
                 whole(growth->to) + " in " + in_words(growth->over) + ", without more traffic";
    }
    finding.summary = in_words(group) + " " + summary;

    const auto& shown = seen.held.empty() ? seen.unused : seen.held;
    for (std::size_t i = 0; i < std::min(shown.size(), kMaxEvidence); ++i) {
      finding.evidence.push_back(evidence_of(*shown[i], activity));
    }
    const std::string state = seen.held.empty() ? "state = 'idle'" : "state LIKE 'idle in transaction%'";
    finding.remedy =
        "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE " + where_clause(group) + " AND " +
        state + " AND state_change < now() - interval '" +
        whole(std::max(1.0, config_.idle_in_transaction.warning.count())) +
        " s';  -- frees the slots; then find the path that takes a connection after the last query and, on "
        "an error, neither ends its transaction nor releases it";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
