#include "alerts/rules/redis_memory.hpp"

#include <algorithm>

#include "alerts/rules/percent.hpp"
#include "alerts/rules/redis_client_buffers.hpp"
#include "alerts/threshold.hpp"
#include "collectors/forecast.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {
namespace {

using redis::Info;
using redis::Memory;

// What would be thrown out to make room; with volatile-… only keys that expire.
bool can_evict(const Info& info) {
  const std::string& policy = info.memory->policy;
  if (policy.starts_with("allkeys-")) return true;
  return policy.starts_with("volatile-") &&
         std::any_of(info.keyspace.begin(), info.keyspace.end(),
                     [](const redis::Keyspace& keyspace) { return keyspace.expires > 0; });
}

bool refuses_writes(const redis::Facts& facts) {
  return facts.probe && facts.probe->refused.starts_with("OOM");
}

// A maxmemory above what the system has never comes into force.
bool is_limited(const Memory& memory) {
  return memory.limit && (!memory.system || *memory.limit <= *memory.system);
}

struct Fill {
  Bytes used, limit;
  double share() const { return static_cast<double>(used.count) / static_cast<double>(limit.count); }
};

std::optional<Fill> fill_of(const Memory& memory) {
  if (is_limited(memory)) {
    const Bytes counted{memory.used.count - memory.not_counted.value_or(Bytes{}).count};
    return Fill{std::max(counted, Bytes{}), *memory.limit};
  }
  if (!memory.system || memory.system->count <= 0) return std::nullopt;
  return Fill{std::max(memory.used, memory.resident.value_or(Bytes{})), *memory.system};
}

std::string summary_of(const Info& info, const Fill& fill) {
  const Memory& memory = *info.memory;
  const std::string share =
      in_words(fill.used) + " of " + in_words(fill.limit) + " (" + percent(fill.share()) + ")";
  if (is_limited(memory)) {
    const std::string why = memory.policy == "noeviction"
                                ? "nothing is evicted (noeviction)"
                                : "no key expires, so that " + memory.policy + " has nothing to evict";
    return "uses " + share + " of maxmemory and " + why + ": at maxmemory it refuses writes";
  }
  const std::string missing = memory.limit ? "maxmemory is more than the system has" : "there is no maxmemory";
  return "uses " + share + " of the system's memory, and " + missing + ": the kernel will kill it";
}

std::string remedy_for(const Info& info) {
  const Memory& memory = *info.memory;
  if (!is_limited(memory)) {
    return "CONFIG SET maxmemory …  -- well below what the system or the container has, for copies on write "
           "while "
           "it saves; and in redis.conf";
  }
  return "CONFIG SET maxmemory …  -- more, if the system has it; or for a pure cache CONFIG SET "
         "maxmemory-policy "
         "allkeys-lfu. See what fills it: redis-cli --bigkeys -i 0.1, and keys without a TTL.";
}

}  // namespace

bool RedisMemory::can_judge(const Snapshot& snapshot) const {
  const Info* info = redis_info(snapshot);
  return info && info->memory && fill_of(*info->memory);
}

std::vector<Finding> RedisMemory::inspect(const View& now) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  const Memory& memory = *facts.info->memory;
  const Fill fill = *fill_of(memory);
  const bool refused = refuses_writes(facts);
  if (is_limited(memory) && can_evict(*facts.info) && !refused) return {};
  auto severity = judge(fill.share(), config_.used);
  if (refused) severity = Severity::critical;
  if (!severity) return {};

  Finding finding;
  finding.severity = *severity;
  finding.since = now.snapshot.taken;
  finding.summary = summary_of(*facts.info, fill);
  const auto& past = now.history.of(now.snapshot.target, redis::kMemoryUsed);
  const auto left = time_until(past, static_cast<double>(fill.limit.count), now.snapshot.taken);
  if (refused || (is_limited(memory) && fill.used > fill.limit)) {
    finding.summary += "; it does so now";
  } else if (left) {
    finding.summary += "; at the present rise that is in " + in_words(*left);
  }
  Evidence evidence{{"used", in_words(memory.used)},
                    {"maxmemory", memory.limit ? in_words(*memory.limit) : "none"},
                    {"policy", memory.policy}};
  if (memory.resident) evidence.emplace_back("resident", in_words(*memory.resident));
  if (memory.dataset) evidence.emplace_back("data", in_words(*memory.dataset));
  if (memory.system) evidence.emplace_back("system has", in_words(*memory.system));
  const auto refusals = facts.info->errors.find("OOM");
  if (refusals != facts.info->errors.end())
    evidence.emplace_back("writes refused since its start", std::to_string(refusals->second));
  finding.evidence.push_back(std::move(evidence));
  finding.remedy = remedy_for(*facts.info);
  blame_client_buffers(facts, finding);
  return {finding};
}

}  // namespace lifeguard
