#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// A store that is not ready, whose tenant is not there, or that does not have what the config expects: one
/// alert with all that is missing, until all was there once. From then on other rules tell what goes.
class VectorUnready : public Rule {
 public:
  explicit VectorUnready(const VectorUnreadyConfig& config) : Rule(config) {}

  std::string_view name() const override { return "vector_unready"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
