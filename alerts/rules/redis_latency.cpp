#include "alerts/rules/redis_latency.hpp"

#include <algorithm>

#include "alerts/rules/sessions.hpp"
#include "alerts/rules/statements.hpp"
#include "alerts/threshold.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

using redis::CommandLatency;

constexpr Seconds kProbed{60};
constexpr std::string_view kProbe = "probe";

const CommandLatency* latency_of(const redis::Facts& facts, std::string_view command) {
  if (!facts.latencies) return nullptr;
  for (const CommandLatency& latency : facts.latencies->commands) {
    if (latency.command == command) return &latency;
  }
  return nullptr;
}

std::string in_capitals(std::string_view command) {
  return command == "get" ? "GET" : command == "set" ? "SET" : "PING";
}

/// The fastest of the last minute.
std::optional<Seconds> fastest(const View& now, std::string_view operation) {
  const auto floors =
      now.history.floors(now.snapshot.target, redis::probe_of(operation), now.snapshot.taken, kProbed, 1);
  if (floors.empty()) return std::nullopt;
  return Seconds(floors.front());
}

void add(Evidence& evidence, const char* label, const std::optional<Seconds>& length) {
  if (length) evidence.emplace_back(label, in_fine_words(*length));
}

}  // namespace

bool RedisLatency::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && (facts->latencies || facts->probe);
}

bool RedisLatency::can_clear(const View& now, const Incident& incident) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  return incident.key == kProbe ? facts.probe && fastest(now, "ping") : facts.latencies.has_value();
}

Thresholds<Seconds> RedisLatency::objective_of(std::string_view command) const {
  const Seconds objective = command == "set" ? config_.set : config_.get;
  return {objective, objective * config_.critical, objective};
}

// A percentile lies within a step: only what is over the objective at the step's lower end surely is.
std::optional<Finding> RedisLatency::within_redis(const View& now, std::string_view command) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  const CommandLatency* latency = latency_of(facts, command);
  if (!latency || latency->calls < config_.calls || latency->p99 <= objective_of(command).warning)
    return std::nullopt;
  const Seconds least = latency->p99 / 2;
  Finding finding;
  finding.key = command;
  finding.severity = judge(least, objective_of(command)).value_or(Severity::none);
  finding.since = now.snapshot.taken;
  finding.summary = "one in 100 " + in_capitals(command) + " takes " + in_fine_words(least) + " to " +
                    in_fine_words(latency->p99) + " or longer within Redis, of " +
                    std::to_string(latency->calls) + " in the last " + in_words(facts.latencies->window) +
                    "; the objective is " + in_fine_words(objective_of(command).warning);
  finding.evidence.push_back({{"command", in_capitals(command)},
                              {"calls", std::to_string(latency->calls)},
                              {"half of them within", in_fine_words(latency->p50)},
                              {"99 % within", in_fine_words(latency->p99)}});
  finding.remedy =
      "It is Redis itself, not the network: large values (redis-cli --bigkeys -i 0.1), memory that was swapped "
      "out (INFO memory: is used_memory_rss below used_memory?), a CPU shared with others, or the copying "
      "while "
      "it saves (LATENCY LATEST names such events once latency-monitor-threshold is set).";
  return finding;
}

std::optional<Finding> RedisLatency::over_the_network(const View& now) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  if (!facts.probe) return std::nullopt;
  Finding finding;
  double worst = 0;
  Evidence evidence;
  for (const std::string_view operation : {"ping", "get", "set"}) {
    const auto took = fastest(now, operation);
    if (!took) continue;
    const auto severity = judge(*took, objective_of(operation));
    evidence.emplace_back("fastest " + in_capitals(operation), in_fine_words(*took));
    const double times = *took / objective_of(operation).warning;
    if (!severity || times <= worst) continue;
    worst = times;
    finding.severity = *severity;
    finding.summary = "every " + in_capitals(operation) + " of Lifeguard's took " + in_fine_words(*took) +
                      " or longer in the last " + in_words(kProbed) + "; the objective is " +
                      in_fine_words(objective_of(operation).warning);
  }
  if (worst == 0) return std::nullopt;
  finding.key = kProbe;
  finding.since = now.snapshot.taken - kProbed;
  add(evidence, "connecting took", facts.probe->connect);
  add(evidence, "TLS took", facts.probe->tls);
  add(evidence, "login took", facts.probe->login);
  if (const CommandLatency* latency = latency_of(facts, "get")) {
    evidence.emplace_back("GET within Redis", "99 % within " + in_fine_words(latency->p99));
    if (latency->p99 <= objective_of("get").warning) finding.summary += "; within Redis GET is fast enough";
  }
  finding.evidence.push_back(std::move(evidence));
  finding.remedy =
      "redis-cli --latency from where the app runs, then on the server itself. If only the first is slow it is "
      "the way: another zone, a proxy, TLS. If both are, commands wait for each other: SLOWLOG GET 10, and "
      "whether its one core is busy. Where the way is that long, set get and set in [rules.redis_latency].";
  return finding;
}

std::vector<Finding> RedisLatency::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (auto& finding : {within_redis(now, "get"), within_redis(now, "set"), over_the_network(now)}) {
    if (finding) findings.push_back(*finding);
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
