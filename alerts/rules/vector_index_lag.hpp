#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// Vectors that are stored and not indexed yet, or an index that the store itself finds wanting.
class VectorIndexLag : public Rule {
 public:
  explicit VectorIndexLag(const VectorIndexLagConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "vector_index_lag"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::optional<Severity> severity_of(const vector_store::Collection&) const;

  VectorIndexLagConfig config_;
};

}  // namespace lifeguard
