#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A client that took connections and does not give them back: see leaks/signs.hpp for what speaks for it, and
/// leaks/leak.hpp for what pages. A leak that several layers see is one incident, the server's. An app whose
/// server nobody watches has its own, and so have sockets that lead nowhere.
class ConnectionLeak : public Rule {
 public:
  explicit ConnectionLeak(const ConnectionLeakConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "connection_leak"; }
  bool watches(std::string_view kind) const override { return kind == "postgres" || kind == "app_pool"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  ConnectionLeakConfig config_;
};

}  // namespace lifeguard
