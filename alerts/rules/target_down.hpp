#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A target that does not answer. While it does not, every other incident on it is unknown.
class TargetDown : public Rule {
 public:
  explicit TargetDown(const TargetDownConfig& config) : Rule(config) {}

  std::string_view name() const override { return "target_down"; }
  bool watches(std::string_view) const override { return true; }
  std::vector<std::string_view> needs() const override { return {}; }
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
