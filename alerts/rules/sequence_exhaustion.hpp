#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A sequence that runs out, or that soon gives numbers which its column cannot hold: inserts fail from then
/// on.
class SequenceExhaustion : public Rule {
 public:
  explicit SequenceExhaustion(const SequenceConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_sequence_exhaustion"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  SequenceConfig config_;
};

}  // namespace lifeguard
