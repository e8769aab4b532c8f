#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Foreign keys without an index on a table that is not small, one finding for a database.
class UnindexedForeignKey : public Rule {
 public:
  explicit UnindexedForeignKey(const ForeignKeyConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_foreign_key_unindexed"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  ForeignKeyConfig config_;
};

}  // namespace lifeguard
