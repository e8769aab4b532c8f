#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// Settings and rights that an audit would not pass: one finding for each check that fails, named as the check.
class PgPosture : public Rule {
 public:
  explicit PgPosture(const PostureConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_posture"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"posture"}; }
  std::vector<Finding> inspect(const View&) const override;
  bool can_clear(const View&, const Incident&) const override;

 private:
  PostureConfig config_;
};

}  // namespace lifeguard
