#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Pools that may together open more connections than the server has slots. It is the posture's check
/// pool_maxima, told here and not by pg_posture, since it takes more than one target to see it.
class PoolBudget : public Rule {
 public:
  explicit PoolBudget(const PoolBudgetConfig& config) : Rule(config) {}

  std::string_view name() const override { return "pool_budget"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"server"}; }
  std::vector<Finding> inspect(const View&) const override;
  bool can_clear(const View&, const Incident&) const override;
};

}  // namespace lifeguard
