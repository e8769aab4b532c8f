#pragma once

#include "alerts/rule.hpp"

namespace lifeguard {

/// The database is not as the app takes it to be: the expected migration or a table is missing, or a migration
/// has failed. What could not be read is neither there nor missing.
class SchemaDrift : public Rule {
 public:
  explicit SchemaDrift(const SchemaDriftConfig& config) : Rule(config) {}

  std::string_view name() const override { return "schema_drift"; }
  bool watches(std::string_view kind) const override { return kind == "postgres"; }
  std::vector<std::string_view> needs() const override { return {"databases"}; }
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
