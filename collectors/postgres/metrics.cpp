#include "collectors/postgres/metrics.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>
#include <tuple>

#include "collectors/postgres/databases/metrics.hpp"
#include "collectors/postgres/posture/metrics.hpp"
#include "collectors/postgres/replication/metrics.hpp"
#include "collectors/postgres/schema/metrics.hpp"
#include "collectors/postgres/statements/metrics.hpp"
#include "collectors/postgres/storage/metrics.hpp"
#include "collectors/postgres/transactions/metrics.hpp"
#include "collectors/postgres/waits/metrics.hpp"
#include "collectors/postgres/wal/metrics.hpp"

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kSessions{"lifeguard_pg_sessions",
                          "Sessions by database, application and state; the forty applications with the most "
                          "sessions, and the rest as \"other\".",
                          gauge,
                          {"database", "application", "state"}};
const MetricDef kSessionLimit{"lifeguard_pg_session_limit",
                              "Sessions that ordinary roles may open: max_connections less the reserved ones.",
                              gauge};
const MetricDef kOldestTransaction{"lifeguard_pg_oldest_transaction_age_seconds",
                                   "Age of the oldest open transaction of a client.", gauge};
const MetricDef kOldestIdleInTransaction{
    "lifeguard_pg_oldest_idle_in_transaction_age_seconds",
    "Longest time that a client's session has been idle inside its transaction, since its last statement.",
    gauge};
const MetricDef kBlocked{"lifeguard_pg_blocked_sessions", "Sessions that wait for a lock.", gauge};
const MetricDef kVisibility{
    "lifeguard_pg_visibility",
    "1: the role sees every session; 0: it lacks pg_read_all_stats, and what needs it is "
    "absent.",
    gauge};
const MetricDef kInRecovery{"lifeguard_pg_in_recovery", "1 on a standby, 0 on a primary.", gauge};
const MetricDef kStarted{"lifeguard_pg_start_time_seconds", "When the server started, Unix time.", gauge};
const MetricDef kTransactions{
    "lifeguard_pg_transactions_total", "Transactions ended, by outcome.", counter, {"database", "outcome"}};
const MetricDef kBlocks{"lifeguard_pg_blocks_total",
                        "Blocks asked for: found in shared buffers (hit) or read from outside (read).",
                        counter,
                        {"database", "source"}};
const MetricDef kRows{"lifeguard_pg_rows_total",
                      "Rows returned, fetched, inserted, updated and deleted.",
                      counter,
                      {"database", "operation"}};
const MetricDef kDeadlocks{"lifeguard_pg_deadlocks_total", "Deadlocks detected.", counter, {"database"}};
const MetricDef kConflicts{"lifeguard_pg_recovery_conflicts_total",
                           "Queries cancelled because of conflicts with recovery.",
                           counter,
                           {"database"}};
const MetricDef kTemporaryBytes{"lifeguard_pg_temporary_bytes_total",
                                "Bytes written to temporary files by queries.",
                                counter,
                                {"database"}};
constexpr std::size_t kMostApplications = 40;

// By application, database and state.
using Counts = std::map<std::tuple<std::string_view, std::string_view, SessionState>, int>;

// The applications with the most sessions get series of their own; names break ties, so that series do not
// churn.
std::set<std::string_view> busiest_applications(const Counts& counts) {
  std::map<std::string_view, int> count_of;
  for (const auto& [group, count] : counts) count_of[std::get<0>(group)] += count;
  std::vector<std::pair<std::string_view, int>> ranking(count_of.begin(), count_of.end());
  std::stable_sort(ranking.begin(), ranking.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  if (ranking.size() > kMostApplications) ranking.resize(kMostApplications);
  std::set<std::string_view> busiest;
  for (const auto& [application, count] : ranking) busiest.insert(application);
  return busiest;
}

void add_sessions(const Activity& activity, std::vector<Sample>& samples) {
  Counts counts, shown;
  for (const Session& session : activity.sessions) {
    ++counts[{session.application, session.database, session.state}];
  }
  const auto busiest = busiest_applications(counts);
  for (const auto& [group, count] : counts) {
    const auto& [application, database, state] = group;
    shown[{busiest.contains(application) ? application : "other", database, state}] += count;
  }
  for (const auto& [group, count] : shown) {
    const auto& [application, database, state] = group;
    samples.push_back({&kSessions,
                       {std::string(database), std::string(application), std::string(name_of(state))},
                       static_cast<double>(count)});
  }
}

void add_ages(const Activity& activity, std::vector<Sample>& samples) {
  Seconds transaction{0}, idle_in_transaction{0};
  for (const Session& session : activity.sessions) {
    if (!is_client(session)) continue;
    if (session.transaction_start) {
      transaction = std::max(transaction, age(activity, *session.transaction_start));
    }
    if (is_idle_in_transaction(session) && session.state_change) {
      idle_in_transaction = std::max(idle_in_transaction, age(activity, *session.state_change));
    }
  }
  samples.push_back({&kOldestTransaction, {}, transaction.count()});
  samples.push_back({&kOldestIdleInTransaction, {}, idle_in_transaction.count()});
  const auto blocked = std::count_if(activity.sessions.begin(), activity.sessions.end(), waits_for_lock);
  samples.push_back({&kBlocked, {}, static_cast<double>(blocked)});
}

void add_database(const DatabaseStatistics& of, std::vector<Sample>& samples) {
  const auto add = [&](const MetricDef& metric, std::vector<std::string> labels, std::int64_t value) {
    labels.insert(labels.begin(), of.database);
    samples.push_back({&metric, std::move(labels), static_cast<double>(value)});
  };
  add(kTransactions, {"commit"}, of.commits);
  add(kTransactions, {"rollback"}, of.rollbacks);
  add(kBlocks, {"hit"}, of.blocks_hit);
  add(kBlocks, {"read"}, of.blocks_read);
  add(kRows, {"returned"}, of.rows_returned);
  add(kRows, {"fetched"}, of.rows_fetched);
  add(kRows, {"inserted"}, of.rows_inserted);
  add(kRows, {"updated"}, of.rows_updated);
  add(kRows, {"deleted"}, of.rows_deleted);
  add(kDeadlocks, {}, of.deadlocks);
  add(kConflicts, {}, of.conflicts);
  add(kTemporaryBytes, {}, of.temporary_bytes);
}

}  // namespace

namespace {

const std::vector<const MetricDef*>& metrics_of_every_tick() {
  static const std::vector<const MetricDef*> all{&kSessions,
                                                 &kSessionLimit,
                                                 &kOldestTransaction,
                                                 &kOldestIdleInTransaction,
                                                 &kBlocked,
                                                 &kVisibility,
                                                 &kInRecovery,
                                                 &kStarted,
                                                 &kTransactions,
                                                 &kBlocks,
                                                 &kRows,
                                                 &kDeadlocks,
                                                 &kConflicts,
                                                 &kTemporaryBytes};
  return all;
}

}  // namespace

const std::vector<const MetricDef*>& metric_definitions() {
  static const std::vector<const MetricDef*> all = [] {
    std::vector<const MetricDef*> every;
    for (const auto* metrics : {
             &metrics_of_every_tick(),
             &wait_metrics(),
             &transaction_metrics(),
             &replication_metrics(),
             &wal_metrics(),
             &database_metrics(),
             &statement_metrics(),
             &posture_metrics(),
         }) {
      every.insert(every.end(), metrics->begin(), metrics->end());
    }
    return every;
  }();
  return all;
}

std::vector<Sample> samples_from(const Facts& facts) {
  std::vector<Sample> samples;
  samples.push_back({&kVisibility, {}, facts.identity.sees_every_session ? 1.0 : 0.0});
  samples.push_back({&kInRecovery, {}, facts.identity.in_recovery ? 1.0 : 0.0});
  samples.push_back({&kStarted, {}, Seconds(facts.identity.started.time_since_epoch()).count()});
  if (facts.activity) {
    add_sessions(*facts.activity, samples);
    if (facts.identity.sees_every_session) add_ages(*facts.activity, samples);
  }
  if (facts.server) {
    samples.push_back({&kSessionLimit, {}, static_cast<double>(facts.server->limits.usable())});
    for (const DatabaseStatistics& database : facts.server->databases) add_database(database, samples);
  }
  if (facts.waits && facts.identity.sees_every_session) {
    std::vector<Sample> waits = wait_samples(*facts.waits);
    std::move(waits.begin(), waits.end(), std::back_inserter(samples));
  }
  if (facts.posture) {
    for (Sample& sample : posture_samples(facts)) samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace lifeguard::postgres
