#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A transaction open for so long that it holds back vacuum and keeps its locks. Sessions that connection_leak
/// speaks of are left to it; a vacuum is none, for no other vacuum waits for it.
class LongTransaction : public Rule {
 public:
  LongTransaction(const LongTransactionConfig& config, const ConnectionLeakConfig& leak)
      : Rule(config), config_(config), leak_(leak) {}

  std::string_view name() const override { return "long_transaction"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity"}; }
  std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  LongTransactionConfig config_;
  ConnectionLeakConfig leak_;
};

}  // namespace lifeguard
