#include "collectors/vector/availability.hpp"

#include <algorithm>

#include "collectors/vector/series.hpp"

namespace lifeguard::vector_store {
namespace {

bool misses_a_collection(const Facts& facts) {
  if (!facts.collections) return false;
  return std::ranges::any_of(facts.expected.collections, [&](const std::string& name) {
    return std::ranges::find(*facts.collections, name, &Collection::name) == facts.collections->end();
  });
}

/// A search with a vector of the app is refused by each of them.
bool has_another_dimension(const Facts& facts) {
  return facts.lacking && std::ranges::find(*facts.lacking, "dimension", &Lack::what) != facts.lacking->end();
}

bool finds_less(const SelfRecall& recall) {
  return !recall.error.empty() || recall.found < recall.searched;
}

bool is_broken(const Collection& collection) {
  return collection.condition == Condition::broken || !collection.error.empty();
}

}  // namespace

std::string_view availability(const Snapshot& snapshot) {
  const auto* facts = std::get_if<Facts>(&snapshot.facts);
  if (!snapshot.up || !facts) return "unavailable";
  if (facts->ready == false) return "not ready";
  if (!facts->collections) return "unavailable";
  const bool incomplete =
      !facts->scope_trouble.empty() || misses_a_collection(*facts) || has_another_dimension(*facts) ||
      std::ranges::any_of(*facts->collections, is_broken) || std::ranges::any_of(facts->recalls, finds_less) ||
      keeps_failing(snapshot, "probe_read") || keeps_failing(snapshot, "probe_write");
  return incomplete ? "incomplete" : "available";
}

}  // namespace lifeguard::vector_store
