#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// An index that a CREATE INDEX CONCURRENTLY which failed has left behind. While one may be under construction,
/// nothing new is said.
class InvalidIndex : public Rule {
 public:
  explicit InvalidIndex(const InvalidIndexConfig& config) : Rule(config) {}

  std::string_view name() const override { return "pg_invalid_index"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
