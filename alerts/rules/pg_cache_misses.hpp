#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A busy database that finds too few of its blocks in shared buffers, over the whole window. The system's own
/// cache may have had them: the server cannot tell.
class CacheMisses : public Rule {
 public:
  explicit CacheMisses(const CacheMissesConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_cache_misses"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"server"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::optional<Finding> inspect(const View&, const postgres::DatabaseStatistics&) const;

  CacheMissesConfig config_;
};

}  // namespace lifeguard
