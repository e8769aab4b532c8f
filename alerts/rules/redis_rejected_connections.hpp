#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Clients that Redis refused because of maxclients: an app got an error for each.
class RedisRejectedConnections : public Rule {
 public:
  explicit RedisRejectedConnections(const RedisRejectedConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_rejected_connections"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisRejectedConfig config_;
};

}  // namespace lifeguard
