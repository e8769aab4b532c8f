#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A restart, a crash, a promotion, or another server behind the same name: told when it is noticed and open
/// for a while. It warns when it cost writes; a standby's own is for information.
class PgRoleChange : public Rule {
 public:
  explicit PgRoleChange(const RoleChangeConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_role_change"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  RoleChangeConfig config_;
};

}  // namespace lifeguard
