#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Memory that the allocator holds and no data fills, when it is many bytes; and memory that was swapped out. A
/// ratio alone says nothing: that of an empty Redis is above ten.
class RedisFragmentation : public Rule {
 public:
  explicit RedisFragmentation(const RedisFragmentationConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_fragmentation"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  RedisFragmentationConfig config_;
};

}  // namespace lifeguard
