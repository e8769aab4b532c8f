#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Slots of a cluster that nobody serves, or whose nodes some suspect to be down. Judged by the slots assigned:
/// those that nobody was given count neither as failed nor as suspected.
class RedisCluster : public Rule {
 public:
  explicit RedisCluster(const RedisClusterConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_cluster"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisClusterConfig config_;
};

}  // namespace lifeguard
