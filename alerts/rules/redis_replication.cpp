#include "alerts/rules/redis_replication.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

using redis::Replica;
using redis::Replication;

constexpr std::string_view kMaster = "master";
// A master that has nothing to write says so only so often (repl-ping-replica-period).
constexpr Seconds kBetweenPings{10};

// "10.0.0.7:6380" → "-h 10.0.0.7 -p 6380", "[::1]:6379" → "-h ::1 -p 6379".
std::string options_for(const std::string& address) {
  const auto colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return "-h " + host + " -p " + address.substr(colon + 1);
}

const Replication& replication_of(const View& now) {
  return *redis_info(now.snapshot)->replication;
}

bool has_replica(const Replication& replication, std::string_view address) {
  return std::any_of(replication.replicas.begin(), replication.replicas.end(),
                     [&](const Replica& replica) { return replica.address == address; });
}

/// Replicas that were connected within what the history remembers of this server, and when last.
std::vector<std::pair<std::string, TimePoint>> replicas_gone(const View& now) {
  const std::string& target = now.snapshot.target;
  const TimePoint from = same_server_since(now, redis::kStartTime);
  const Replication& replication = replication_of(now);
  std::vector<std::pair<std::string, TimePoint>> gone;
  if (replication.is_replica) return gone;  // since a failover they follow another
  for (const std::string& series : now.history.series(target)) {
    const std::string address(redis::replica_behind(series));
    if (address.empty() || has_replica(replication, address)) continue;
    const auto& steps = now.history.of(target, series);
    if (!steps.empty() && steps.back().start >= from)
      gone.emplace_back(address, steps.back().start + History::kStep);
  }
  std::sort(gone.begin(), gone.end(), [](const auto& a, const auto& b) { return a.second > b.second; });

  // A replica that came back under another address is not gone.
  std::size_t most = 0;
  for (const HistoryStep& step : now.history.of(target, redis::kReplicas)) {
    if (step.start >= from) most = std::max(most, static_cast<std::size_t>(step.max));
  }
  const std::size_t missing = most - std::min(most, replication.replicas.size());
  if (gone.size() > missing) gone.resize(missing);
  return gone;
}

Finding finding_of(std::string key, Severity severity, TimePoint since, std::string summary, Evidence evidence,
                   std::string remedy) {
  Finding finding;
  finding.key = std::move(key);
  finding.severity = severity;
  finding.since = since;
  finding.summary = std::move(summary);
  finding.evidence.push_back(std::move(evidence));
  finding.remedy = std::move(remedy);
  return finding;
}

std::optional<Finding> cut_off(const View& now, const Thresholds<Seconds>& limits) {
  const Replication& replication = replication_of(now);
  if (!replication.is_replica || (replication.link_up && !replication.last_io)) return std::nullopt;
  Evidence evidence{{"master", replication.master}, {"link", replication.link_up ? "up" : "down"}};
  if (replication.last_io) evidence.emplace_back("last heard", in_words(*replication.last_io) + " ago");
  evidence.emplace_back("receives a full copy", replication.syncing ? "yes" : "no");
  evidence.emplace_back("writable", replication.read_only ? "no" : "yes");
  const std::string remedy =
      "redis-cli " + options_for(replication.master) +
      " PING from the replica: does the master run and take its connection? This server's log says why not "
      "(masterauth, TLS, a firewall, maxclients there). Reads from here are stale; "
      "replica-serve-stale-data no refuses them.";
  const std::string who = "the replica has ";
  if (replication.link_up) {
    const auto severity = judge(*replication.last_io - kBetweenPings, limits);
    if (!severity) return std::nullopt;
    return finding_of(std::string(kMaster), *severity, now.snapshot.taken - *replication.last_io,
                      who + "not heard of its master " + replication.master + " for " +
                          in_words(*replication.last_io) + ", though they are connected",
                      std::move(evidence), remedy);
  }
  if (replication.syncing) {
    // It is being mended; how long that takes depends on the data.
    return finding_of(std::string(kMaster), Severity::none, now.snapshot.taken,
                      "the replica receives a full copy of " + replication.master, std::move(evidence), remedy);
  }
  if (!replication.link_down_for) {
    return finding_of(std::string(kMaster), Severity::warning, now.snapshot.taken,
                      who + "never reached its master " + replication.master + " since it started",
                      std::move(evidence), remedy);
  }
  const auto severity = judge(*replication.link_down_for, limits);
  if (!severity) return std::nullopt;
  return finding_of(std::string(kMaster), *severity, now.snapshot.taken - *replication.link_down_for,
                    who + "lost its master " + replication.master + " " + in_words(*replication.link_down_for) +
                        " ago: its data is that old",
                    std::move(evidence), remedy);
}

std::optional<Finding> behind(const View& now, const Replica& replica, const Thresholds<Seconds>& limits) {
  const Replication& replication = replication_of(now);
  auto severity = replica.last_heard ? judge(*replica.last_heard, limits) : std::nullopt;
  // By as much as a fresh copy would have to make good, should it lose its connection now.
  const bool beyond = replication.backlog && replication.backlog->count > 0 && replica.state == "online" &&
                      replica.behind > replication.backlog->count;
  if (beyond) severity = std::max(severity.value_or(Severity::none), Severity::warning);
  if (!severity) return std::nullopt;

  Evidence evidence{
      {"replica", replica.address}, {"state", replica.state}, {"behind", in_words(Bytes{replica.behind})}};
  if (replica.last_heard) evidence.emplace_back("last heard", in_words(*replica.last_heard) + " ago");
  if (replication.backlog) evidence.emplace_back("backlog", in_words(*replication.backlog));
  std::string summary = "replica " + replica.address + " is " + in_words(Bytes{replica.behind}) + " behind";
  std::string remedy =
      "See whether the replica runs and its disk and CPU keep up; its log and SLOWLOG GET 10 there. ";
  if (replica.last_heard && judge(*replica.last_heard, limits))
    summary += " and was not heard of for " + in_words(*replica.last_heard);
  if (beyond) {
    summary += ", more than the backlog of " + in_words(*replication.backlog) +
               ": if it loses its connection it needs a full copy";
    remedy += "CONFIG SET repl-backlog-size …  -- more than is written in the time it may be away";
  }
  return finding_of(replica.address, *severity, now.snapshot.taken - replica.last_heard.value_or(Seconds(0)),
                    std::move(summary), std::move(evidence), std::move(remedy));
}

std::optional<Finding> gone(const View& now, const std::string& address, TimePoint last_seen,
                            const Thresholds<Seconds>& limits) {
  const Seconds away = now.snapshot.taken - last_seen;
  const auto severity = judge(away, limits);
  if (!severity) return std::nullopt;
  const std::size_t left = replication_of(now).replicas.size();
  // It may have been taken away on purpose.
  return finding_of(
      address, std::min(*severity, Severity::warning), last_seen,
      "replica " + address + " is not connected any more for " + in_words(away) + "; " +
          (left == 0 ? "none is left to fail over to"
                     : counted(left, "replica") + (left == 1 ? " is" : " are") + " left"),
      {{"replica", address}, {"last seen", rfc3339(last_seen)}, {"replicas left", std::to_string(left)}},
      "See whether it runs and reaches this server: its log says why not. Until it is back within the backlog "
      "(INFO replication: repl_backlog_histlen) it needs no full copy.");
}

}  // namespace

bool RedisReplication::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->replication;
}

// After a restart of the agent, or of the server, nobody remembers that a replica was there and went.
bool RedisReplication::can_clear(const View& now, const Incident& incident) const {
  const Replication& replication = replication_of(now);
  if (incident.key == kMaster || replication.is_replica || has_replica(replication, incident.key)) return true;
  const auto& steps = now.history.of(now.snapshot.target, redis::behind_of(incident.key));
  const bool is_remembered = !steps.empty() && steps.back().start >= same_server_since(now, redis::kStartTime);
  return is_remembered || now.snapshot.taken - incident.last_seen >= History::kSpan;
}

std::vector<Finding> RedisReplication::inspect(const View& now) const {
  std::vector<Finding> findings;
  if (auto finding = cut_off(now, config_.lag)) findings.push_back(std::move(*finding));
  for (const Replica& replica : replication_of(now).replicas) {
    if (auto finding = behind(now, replica, config_.lag)) findings.push_back(std::move(*finding));
  }
  for (const auto& [address, last_seen] : replicas_gone(now)) {
    if (auto finding = gone(now, address, last_seen, config_.lag)) findings.push_back(std::move(*finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
