#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// connection_leak for the clients of a Redis, see leaks/redis_clients.hpp.
class RedisClientLeak : public Rule {
 public:
  explicit RedisClientLeak(const ConnectionLeakConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "connection_leak"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  ConnectionLeakConfig config_;
};

}  // namespace lifeguard
