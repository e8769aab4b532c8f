#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// The role sees its own sessions only, so that silence about the others means nothing.
class LimitedVisibility : public Rule {
 public:
  explicit LimitedVisibility(const LimitedVisibilityConfig& config) : Rule(config) {}

  std::string_view name() const override { return "limited_visibility"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity"}; }
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
