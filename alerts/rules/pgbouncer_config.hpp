#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A setting of PgBouncer that is legal and will hurt.
class PgBouncerLint : public Rule {
 public:
  explicit PgBouncerLint(const PgBouncerLintConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pgbouncer_config"; }
  bool watches(std::string_view kind) const override { return kind == "pgbouncer"; }
  std::vector<std::string_view> needs() const override { return {"config"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"pools"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  PgBouncerLintConfig config_;
};

}  // namespace lifeguard
