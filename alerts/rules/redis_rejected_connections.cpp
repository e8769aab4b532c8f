#include "alerts/rules/redis_rejected_connections.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

#include "alerts/rules/redis_holders.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

/// A limit on the memory of clients, for which Redis closes connections.
struct Limit {
  std::string_view key, counter, because, remedy;
};

constexpr std::array<Limit, 2> kLimits{{
    {"maxmemory-clients", redis::kEvictedClients,
     "because the buffers of all clients together took more than maxmemory-clients",
     "Those with the most memory go first: large replies and pipelines that are not read, or too many clients. "
     "CLIENT LIST  -- tot-mem tells how much each has; read large values in steps. CONFIG SET "
     "maxmemory-clients "
     "… raises the limit, and counts against the machine's memory."},
    {"client-output-buffer-limit", redis::kOutputOverruns,
     "because it did not read its answers as fast as Redis had them (client-output-buffer-limit)",
     "CLIENT LIST  -- omem tells whose answers wait: mostly a subscriber that is too slow, a MONITOR left "
     "running, or a replica during its full copy. Redis's log says which it was. CONFIG SET "
     "client-output-buffer-limit \"pubsub …\" or \"replica …\" gives more room where that is meant."},
}};

const Limit* memory_limit_of(std::string_view key) {
  for (const Limit& limit : kLimits) {
    if (limit.key == key) return &limit;
  }
  return nullptr;
}

/// How many were seen taken since then, at most.
double most_taken(const View& now, const redis::Clients& clients, TimePoint since) {
  double most = clients.taken;
  for (const HistoryStep& step : now.history.of(now.snapshot.target, used_connections_of("clients"))) {
    if (step.start >= since) most = std::max<double>(most, step.max);
  }
  return most;
}

constexpr double kFarBelow = 0.5;

// Redis counts those that its protected-mode sends away as rejected too, and does not tell them apart.
Finding maybe_protected(Finding finding, double most, int limit) {
  finding.severity = Severity::warning;
  finding.summary += fmt::format(
      "maxclients or protected-mode, for no more than {:.0f} of maxclients {} were seen taken meanwhile", most,
      limit);
  finding.remedy =
      "Either many come at once and go again between two looks, or clients of other hosts come without a "
      "password: see bind, requirepass or ACL LIST, and Redis's log. Do not turn protected-mode off: give "
      "users "
      "passwords, or bind to the addresses that are meant.";
  return finding;
}

std::string counted_clients(double amount) {
  return fmt::format("{:.0f} client{}", amount, amount < 2 ? "" : "s");
}

}  // namespace

bool RedisRejectedConnections::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->stats;
}

bool RedisRejectedConnections::can_clear(const View& now, const Incident& incident) const {
  const Limit* limit = memory_limit_of(incident.key);
  return knows_rise_of_redis(now, limit ? limit->counter : redis::kRejectedConnections, config_.window);
}

// The clients of a Redis do not wait: the rule about pools tells each look that finds it so full, once it has
// been so for as long as it waits. Looked for in all that is remembered, so that none counts anew as its
// beginning leaves the window.
std::vector<RedisRejectedConnections::Spell> RedisRejectedConnections::told_as_full(const View& now) const {
  const auto& clients = redis_info(now.snapshot)->clients;
  if (!exhaustion_.enabled || !clients || !clients->limit) return {};
  const double full = exhaustion_.saturation.critical * *clients->limit;
  std::vector<Spell> spells;
  bool goes_on = false;
  for (const HistoryStep& step : now.history.of(now.snapshot.target, used_connections_of("clients"))) {
    if (step.max < full) {
      goes_on = false;
      continue;
    }
    if (!goes_on) spells.push_back({step.start, step.start});
    spells.back().last = step.start;
    goes_on = true;
  }
  std::erase_if(spells, [&](const Spell& spell) { return spell.last - spell.first < exhaustion_.hold; });
  if (clients->taken >= full) spells.push_back({now.snapshot.taken - History::kStep, now.snapshot.taken});
  return spells;
}

// Each rise is judged by itself: of what came while it was full, or until the step after, that rule tells.
std::optional<Increase> RedisRejectedConnections::not_told_elsewhere(const View& now) const {
  auto rejected = rise_of_redis(now, redis::kRejectedConnections, config_.window);
  if (!rejected || rejected->amount < 1) return std::nullopt;
  const std::vector<Spell> full = told_as_full(now);
  rejected->amount = 0;
  rejected->first_rise.reset();
  const HistoryStep* previous = nullptr;
  for (const HistoryStep& step : now.history.of(now.snapshot.target, redis::kRejectedConnections)) {
    if (step.start < rejected->from) continue;
    const double rise = previous ? step.last - previous->last : 0;
    previous = &step;
    const bool is_told = std::any_of(full.begin(), full.end(), [&](const Spell& spell) {
      return step.start >= spell.first && step.start <= spell.last + History::kStep;
    });
    if (rise <= 0 || is_told) continue;
    rejected->amount += rise;
    if (!rejected->first_rise) rejected->first_rise = step.start;
  }
  if (rejected->amount < 1) return std::nullopt;
  return rejected;
}

std::optional<Finding> RedisRejectedConnections::refused(const View& now) const {
  const auto rejected = not_told_elsewhere(now);
  if (!rejected) return std::nullopt;
  const redis::Facts& facts = *redis_facts(now.snapshot);

  Finding finding;
  finding.severity = Severity::critical;
  finding.since = *rejected->first_rise;
  finding.summary = fmt::format("refused {:.0f} connection{} in the last {}: ", rejected->amount,
                                rejected->amount < 2 ? "" : "s", in_words(rejected->to - rejected->from));
  const auto& clients = facts.info->clients;
  if (clients && clients->limit) {
    const double most = most_taken(now, *clients, *rejected->first_rise - History::kStep);
    if (most < kFarBelow * *clients->limit) return maybe_protected(std::move(finding), most, *clients->limit);
    finding.summary += fmt::format("{} of maxclients {} are taken now", clients->taken, *clients->limit);
  } else {
    finding.summary += "max number of clients reached";
  }
  if (facts.clients) finding.evidence = largest_groups(*facts.clients);
  finding.remedy =
      "Many come at once and go again: CLIENT LIST  -- shows who is there. Let the app keep its connections in "
      "a pool and open fewer; CONFIG SET maxclients … raises the limit, and needs that many open files and 32 "
      "more (ulimit -n).";
  return finding;
}

std::optional<Finding> RedisRejectedConnections::cut_off(const View& now, std::string_view key) const {
  const Limit& limit = *memory_limit_of(key);
  const auto closed = rise_of_redis(now, limit.counter, config_.window);
  if (!closed || closed->amount < 1) return std::nullopt;
  Finding finding;
  finding.key = limit.key;
  finding.severity = Severity::warning;
  finding.since = *closed->first_rise;
  finding.summary = fmt::format("cut off {} in the last {} {}", counted_clients(closed->amount),
                                in_words(closed->to - closed->from), limit.because);
  const redis::Facts& facts = *redis_facts(now.snapshot);
  if (facts.clients) finding.evidence = groups_with_most_memory(*facts.clients);
  finding.remedy = limit.remedy;
  return finding;
}

std::vector<Finding> RedisRejectedConnections::inspect(const View& now) const {
  std::vector<Finding> findings;
  if (auto finding = refused(now)) findings.push_back(std::move(*finding));
  for (const Limit& limit : kLimits) {
    if (auto finding = cut_off(now, limit.key)) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace lifeguard
