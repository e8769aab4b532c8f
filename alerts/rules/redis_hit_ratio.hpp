#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// A busy cache that finds too few of the keys it is asked for, over the whole window. What counts is what
/// Redis counts: GET, EXISTS, TTL, HGET and their like, by key.
class RedisHitRatio : public Rule {
 public:
  explicit RedisHitRatio(const RedisHitRatioConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_hit_ratio"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisHitRatioConfig config_;
};

}  // namespace lifeguard
