#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Clients that Redis turned away: refused because of maxclients, or cut off for the memory that their buffers
/// took. What was refused while pool_exhaustion saw them all taken is told there, so that nobody is woken
/// twice.
class RedisRejectedConnections : public Rule {
 public:
  RedisRejectedConnections(const RedisRejectedConfig& config, const PoolExhaustionConfig& exhaustion)
      : Rule(config), config_(config), exhaustion_(exhaustion) {}

  std::string_view name() const override { return "redis_rejected_connections"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::optional<Finding> refused(const View&) const;
  std::optional<Finding> cut_off(const View&, std::string_view key) const;

  /// From the first to the last step in which the pool rule saw all clients taken, and told it.
  struct Spell {
    TimePoint first, last;
  };
  std::vector<Spell> told_as_full(const View&) const;
  std::optional<Increase> not_told_elsewhere(const View&) const;

  RedisRejectedConfig config_;
  PoolExhaustionConfig exhaustion_;
};

}  // namespace lifeguard
