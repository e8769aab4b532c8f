#pragma once

#include "alerts/rules/vector_facts.hpp"

namespace lifeguard {

/// A collection that was there and is not any more.
class VectorCollectionMissing : public Rule {
 public:
  explicit VectorCollectionMissing(const VectorCollectionMissingConfig& config) : Rule(config) {}

  std::string_view name() const override { return "vector_collection_missing"; }
  bool watches(std::string_view kind) const override { return kind == "vector"; }
  std::vector<std::string_view> needs() const override { return {}; }
  bool can_judge(const Snapshot&) const override;
  bool can_clear(const View&, const Incident&) const override;
  std::vector<Finding> inspect(const View&) const override;
};

}  // namespace lifeguard
