#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A replication slot that keeps much WAL, that nobody uses, or whose WAL is lost or soon will be.
class ReplicationSlot : public Rule {
 public:
  explicit ReplicationSlot(const ReplicationSlotConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_replication_slot"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"replication_slots"}; }
  std::vector<Finding> inspect(const View&) const override;
  bool can_clear(const View&, const Incident&) const override;

 private:
  ReplicationSlotConfig config_;
};

}  // namespace lifeguard
