#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// Probes that took longer than promised several times in a row: one that did says nothing.
class VectorSlow : public Rule {
 public:
  explicit VectorSlow(const VectorSlowConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "vector_slow"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  VectorSlowConfig config_;
};

}  // namespace lifeguard
