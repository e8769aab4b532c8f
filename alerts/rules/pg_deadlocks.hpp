#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Deadlocks of a database within the window. The server ended each by itself, at the cost of one transaction.
class Deadlocks : public Rule {
 public:
  explicit Deadlocks(const DeadlocksConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_deadlocks"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"server"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::optional<Finding> inspect(const View&, const postgres::DatabaseStatistics&) const;

  DeadlocksConfig config_;
};

}  // namespace lifeguard
