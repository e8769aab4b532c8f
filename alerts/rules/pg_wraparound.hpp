#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A database so far from its last freeze that ids run out: transaction ids or multixact ids, an incident each.
/// A standby is silent, for only its primary can freeze.
class PgWraparound : public Rule {
 public:
  explicit PgWraparound(const WraparoundConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_wraparound"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"transactions"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  WraparoundConfig config_;
};

}  // namespace lifeguard
