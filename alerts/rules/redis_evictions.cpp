#include "alerts/rules/redis_evictions.hpp"

#include <spdlog/fmt/fmt.h>

#include "alerts/rules/redis_client_buffers.hpp"
#include "collectors/redis/series.hpp"

namespace lifeguard {

bool RedisEvictions::can_judge(const Snapshot& snapshot) const {
  const redis::Info* info = redis_info(snapshot);
  return info && info->stats;
}

bool RedisEvictions::can_clear(const View& now, const Incident&) const {
  return knows_rise_of_redis(now, redis::kEvictedKeys, config_.window);
}

std::vector<Finding> RedisEvictions::inspect(const View& now) const {
  const auto evicted = rise_of_redis(now, redis::kEvictedKeys, config_.window);
  if (!evicted || evicted->amount < 1) return {};
  const redis::Info& info = *redis_info(now.snapshot);
  const Seconds over = evicted->to - evicted->from;
  const double per_second = evicted->amount / over.count();
  std::int64_t keys = 0;
  for (const redis::Keyspace& keyspace : info.keyspace) keys += keyspace.keys;
  const Seconds turnover{static_cast<double>(keys) / per_second};

  Finding finding;
  finding.severity = keys > 0 && turnover < config_.turnover ? Severity::warning : Severity::info;
  finding.since = *evicted->first_rise;
  finding.summary =
      fmt::format("threw out {:.0f} keys for want of memory in the last {}", evicted->amount, in_words(over));
  if (keys > 0)
    finding.summary +=
        fmt::format("; at that pace all its {} keys are replaced in {}", keys, in_words(turnover));
  Evidence evidence{{"evicted", fmt::format("{:.0f}", evicted->amount)},
                    {"per second", fmt::format("{:.1f}", per_second)},
                    {"keys", std::to_string(keys)}};
  if (info.memory) {
    evidence.emplace_back("used", in_words(info.memory->used));
    if (info.memory->limit) evidence.emplace_back("maxmemory", in_words(*info.memory->limit));
    evidence.emplace_back("policy", info.memory->policy);
  }
  finding.evidence.push_back(std::move(evidence));
  finding.remedy =
      "CONFIG SET maxmemory …  -- more, if the system has it, and in redis.conf; else shorter TTLs, smaller "
      "values, and see what fills it: redis-cli --bigkeys -i 0.1";
  if (info.memory && info.memory->policy.starts_with("volatile-"))
    finding.remedy += ". The policy throws out keys that expire alone, as those without a TTL fill the rest.";
  blame_client_buffers(*redis_facts(now.snapshot), finding);
  return {finding};
}

}  // namespace lifeguard
