#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// Stored vectors that their own search does not find, while the store says that it is well.
class VectorSelfRecall : public Rule {
 public:
  explicit VectorSelfRecall(const VectorSelfRecallConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "vector_self_recall"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  VectorSelfRecallConfig config_;
};

}  // namespace lifeguard
