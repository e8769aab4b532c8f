#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A client that took connections and does not give them back. Two kinds of evidence: sessions idle inside a
/// transaction, by state_change (never by the age of the transaction, which a working one has too); and idle
/// sessions that grow window after window while none of them is used and throughput does not grow. One kind
/// warns, both page. So does a leaked session that blocks others.
class ConnectionLeak : public Rule {
 public:
  explicit ConnectionLeak(const ConnectionLeakConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "connection_leak"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  ConnectionLeakConfig config_;
};

}  // namespace lifeguard
