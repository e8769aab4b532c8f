#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Somebody for whose sake vacuum keeps the rows that very many transactions left behind. Told of replication
/// slots, standbys and the server's own workers, and of clients and prepared transactions only until
/// long_transaction and pg_prepared_transaction tell of them. A standby is silent: its primary names it.
class PgXminHorizon : public Rule {
 public:
  PgXminHorizon(const XminHorizonConfig& config, const LongTransactionConfig& open,
                const PreparedTransactionConfig& prepared)
      : Rule(config), config_(config), open_(open), prepared_(prepared) {}

  std::string_view name() const override { return "pg_xmin_horizon"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity", "transactions"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  XminHorizonConfig config_;
  LongTransactionConfig open_;
  PreparedTransactionConfig prepared_;
};

}  // namespace lifeguard
