#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Data that would be lost with the process: a save that failed, an AOF that cannot be written or rewritten, a
/// save that is old. Critical once Redis refuses writes for it.
class RedisPersistence : public Rule {
 public:
  explicit RedisPersistence(const RedisPersistenceConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_persistence"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisPersistenceConfig config_;
};

}  // namespace lifeguard
