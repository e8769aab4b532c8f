#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A statement that runs longer than it should, seen while it runs, or by what it took once it has run: see
/// slow_statements. A session that waits for a lock is not slow but blocked: blocked_sessions speaks.
class SlowQuery : public Rule {
 public:
  explicit SlowQuery(const SlowQueryConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "slow_query"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  std::vector<Finding> running_now(const View&) const;

  SlowQueryConfig config_;
};

}  // namespace lifeguard
