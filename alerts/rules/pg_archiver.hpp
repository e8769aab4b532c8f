#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// WAL that cannot be archived: there is no backup beyond this point, and the disk fills.
class ArchiverRule : public Rule {
 public:
  explicit ArchiverRule(const ArchiverConfig& config) : Rule(config), config_(config) {}

  std::string_view name() const override { return "pg_archiver"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"archiver"}; }
  std::vector<Finding> inspect(const View&) const override;

 private:
  ArchiverConfig config_;
};

}  // namespace lifeguard
