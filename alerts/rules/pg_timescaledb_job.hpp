#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Background jobs of TimescaleDB whose last run failed, or that are behind: retention, compression, and
/// continuous aggregates that answer with old numbers. One finding for each database.
class PgTimescaledbJob : public Rule {
 public:
  explicit PgTimescaledbJob(const TimescaleJobConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_timescaledb_job"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  TimescaleJobConfig config_;
};

}  // namespace lifeguard
