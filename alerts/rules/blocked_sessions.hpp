#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Sessions that wait for a lock, told by the root of their chain: whoever holds it and waits for nobody.
class BlockedSessions : public Rule {
 public:
  explicit BlockedSessions(const BlockedSessionsConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "blocked_sessions"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity", "locks"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  BlockedSessionsConfig config_;
};

}  // namespace lifeguard
