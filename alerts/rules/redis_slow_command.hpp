#pragma once

#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

/// Commands in SLOWLOG, by name and the form of their first key. Redis runs one at a time: all others waited.
/// What has ended wakes nobody, unless it comes again and again. Those that took the most have an incident
/// each, the others one together.
class RedisSlowCommand : public Rule {
 public:
  explicit RedisSlowCommand(const RedisSlowCommandConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "redis_slow_command"; }
  bool watches(std::string_view kind) const override { return kind == "redis"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  using Commands = std::vector<const redis::SlowCommand*>;  // of one name and form of key, or more

  bool counts(const redis::SlowCommand&, const View&) const;
  Finding finding_of(Commands, const View&) const;
  Finding finding_of_others(const std::vector<Commands>&, const View&) const;

  RedisSlowCommandConfig config_;
};

}  // namespace lifeguard
