#include "collectors/vector/lacking.hpp"

#include <algorithm>

namespace lifeguard::vector_store {
namespace {

void compare(const char* what, const std::optional<int>& found, const std::optional<int>& expected,
             const Collection& collection, std::vector<Lack>& lacks) {
  if (!found || !expected || *found == *expected) return;
  lacks.push_back({collection.name, what, std::to_string(*found), std::to_string(*expected)});
}

void compare(const Collection& collection, const Expected& expected, std::vector<Lack>& lacks) {
  const IndexParameters &is = collection.index, &must = expected.index;
  const auto dimension = expected.dimension > 0 ? std::optional(expected.dimension) : std::nullopt;
  compare("dimension", collection.dimension, dimension, collection, lacks);
  if (!must.space.empty() && !is.space.empty() && is.space != must.space)
    lacks.push_back({collection.name, "space", is.space, must.space});
  compare("m", is.m, must.m, collection, lacks);
  compare("ef_construction", is.ef_construction, must.ef_construction, collection, lacks);
  compare("ef_search", is.ef_search, must.ef_search, collection, lacks);
}

}  // namespace

std::optional<std::vector<Lack>> lacking(const Facts& facts) {
  if (!facts.collections) return std::nullopt;
  std::vector<Lack> lacks;
  for (const std::string& name : facts.expected.collections) {
    const auto found = std::ranges::find(*facts.collections, name, &Collection::name);
    if (found == facts.collections->end()) {
      lacks.push_back({name, "exists", "missing", ""});
      continue;
    }
    if (!found->error.empty()) return std::nullopt;
    compare(*found, facts.expected, lacks);
  }
  return lacks;
}

}  // namespace lifeguard::vector_store
