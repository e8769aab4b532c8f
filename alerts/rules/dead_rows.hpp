#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A table whose dead rows vacuum does not remove, so that it and every query on it grow.
class DeadRows : public Rule {
 public:
  explicit DeadRows(const DeadRowsConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_dead_rows"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  DeadRowsConfig config_;
};

}  // namespace lifeguard
