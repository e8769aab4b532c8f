#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Memory that runs out for good: what is used comes near maxmemory and the policy has nothing to evict, so
/// that writes will be refused; or, without a maxmemory that holds, it comes near what the system has. A cache
/// that may evict what it likes is full on purpose.
class RedisMemory : public Rule {
 public:
  explicit RedisMemory(const RedisMemoryConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_memory"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisMemoryConfig config_;
};

}  // namespace lifeguard
