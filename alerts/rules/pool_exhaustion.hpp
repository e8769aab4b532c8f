#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A pool of any kind whose limit is nearly used up, or will be soon at the present rise, or that somebody gave
/// up waiting for. Where it is known who waits for a connection, a full pool is told when somebody does, or
/// when it stays full: one that is busy for a moment does what a pool is for.
class PoolExhaustion : public Rule {
 public:
  explicit PoolExhaustion(const PoolExhaustionConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pool_exhaustion"; }
  bool watches(std::string_view) const override { return true; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot& snapshot) const override { return snapshot.pools.has_value(); }
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::optional<Severity> judge_saturation(const Pool&, const View&) const;
  bool is_waited_for(const Pool&, const View&) const;

  PoolExhaustionConfig config_;
};

}  // namespace lifeguard
