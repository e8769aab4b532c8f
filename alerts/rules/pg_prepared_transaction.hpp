#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Transactions prepared for two-phase commit that nobody ends, told by database and role. They keep their
/// locks and hold vacuum back, over restarts too, and no session shows them.
class PgPreparedTransaction : public Rule {
 public:
  explicit PgPreparedTransaction(const PreparedTransactionConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_prepared_transaction"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"transactions"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  PreparedTransactionConfig config_;
};

}  // namespace lifeguard
