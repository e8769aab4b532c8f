#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Clients that wait in PgBouncer while nothing can serve them: a PAUSE that nobody has ended, or a server that
/// takes no logins. Their pool is not full, so that no limit explains it.
class PgBouncerStalled : public Rule {
 public:
  explicit PgBouncerStalled(const PgBouncerStalledConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pgbouncer_stalled"; }
  bool watches(std::string_view kind) const override { return kind == "pgbouncer"; }
  std::vector<std::string_view> needs() const override { return {"pools", "databases"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  PgBouncerStalledConfig config_;
};

}  // namespace lifeguard
