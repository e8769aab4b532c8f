#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Answers later than the objectives: within Redis by the percentiles of LATENCY HISTOGRAM, and over the
/// network by Lifeguard's own round trips, which must all have been slow for a minute.
class RedisLatency : public Rule {
 public:
  explicit RedisLatency(const RedisLatencyConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_latency"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  Thresholds<Seconds> objective_of(std::string_view command) const;
  std::optional<Finding> within_redis(const View&, std::string_view command) const;
  std::optional<Finding> over_the_network(const View&) const;

  RedisLatencyConfig config_;
};

}  // namespace lifeguard
