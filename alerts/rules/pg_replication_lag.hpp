#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A standby or subscriber that falls behind, stands still or went away, as the server that sends to it sees
/// it; and, of a standby that is watched itself, that it falls behind or is cut off.
class ReplicationLag : public Rule {
 public:
  explicit ReplicationLag(const ReplicationLagConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_replication_lag"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"replication"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  std::vector<Finding> inspect(const View&) const override;
  bool can_clear(const View&, const Incident&) const override;

 private:
  ReplicationLagConfig config_;
};

}  // namespace lifeguard
