#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// A statement that runs once per row instead of once: very many calls for each transaction of its database, or
/// for one trace of the app (a traceparent comment).
class NPlusOne : public Rule {
 public:
  explicit NPlusOne(const NPlusOneConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "n_plus_one"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"statements"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;

 private:
  NPlusOneConfig config_;
};

}  // namespace lifeguard
