#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Indexes that no query has used for long, one finding for a database. Silent on a standby, where it is usual.
class UnusedIndex : public Rule {
 public:
  explicit UnusedIndex(const UnusedIndexConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_unused_index"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  UnusedIndexConfig config_;
};

}  // namespace lifeguard
