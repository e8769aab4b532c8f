#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Keys thrown out for want of memory. For a cache that is its work, and info; a warning when they go so fast
/// that hardly any key lives long enough to be of use.
class RedisEvictions : public Rule {
 public:
  explicit RedisEvictions(const RedisEvictionsConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_evictions"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisEvictionsConfig config_;
};

}  // namespace lifeguard
