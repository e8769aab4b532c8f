#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Replication, from both ends: a replica whose master is silent or unreachable; and on a master replicas that
/// are silent, further behind than the backlog reaches, or gone.
class RedisReplication : public Rule {
 public:
  explicit RedisReplication(const RedisReplicationConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_replication"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisReplicationConfig config_;
};

}  // namespace lifeguard
