#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Checkpoints that come before checkpoint_timeout, each with its burst of full-page images.
class CheckpointsRule : public Rule {
 public:
  explicit CheckpointsRule(const CheckpointsConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_checkpoints"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"checkpoints"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  CheckpointsConfig config_;
};

}  // namespace lifeguard
