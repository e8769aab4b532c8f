#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// A collection that lost many of its vectors within the window.
class VectorShrunk : public Rule {
 public:
  explicit VectorShrunk(const VectorShrunkConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "vector_shrunk"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  VectorShrunkConfig config_;
};

}  // namespace lifeguard
