#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Masters that a sentinel finds down: alone (subjectively), or with the others (objectively).
class RedisSentinel : public Rule {
 public:
  explicit RedisSentinel(const RedisSentinelConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_sentinel"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisSentinelConfig config_;
};

}  // namespace lifeguard
