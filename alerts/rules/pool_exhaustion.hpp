#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A limit on connections that is nearly used up, or will be soon at the present rise: the slots of the server,
/// of a database (datconnlimit) and of a role (rolconnlimit).
class PoolExhaustion : public Rule {
 public:
  explicit PoolExhaustion(const PoolExhaustionConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pool_exhaustion"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"activity", "server"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  PoolExhaustionConfig config_;
};

}  // namespace lifeguard
