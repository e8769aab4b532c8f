#include "collectors/vector/lacking.hpp"

#include <algorithm>

namespace lifeguard::vector_store {
namespace {

void compare(const char* what, const std::optional<int>& found, const std::optional<int>& expected,
             const Collection& collection, std::vector<Lack>& lacks) {
  if (!found || !expected || *found == *expected) return;
  lacks.push_back({collection.name, what, std::to_string(*found), std::to_string(*expected)});
}

/// Whatever else the config expects of an index, the first is that there is one.
bool lacks_index(const IndexParameters& is, const IndexParameters& must) {
  const bool expects_space = !must.space.empty() && is.space.empty();
  const bool expects_graph = (must.m || must.ef_construction) && !is.m;
  return is.kind == "flat" && (expects_space || expects_graph);
}

std::string in_words(const IndexParameters& must) {
  std::string text;
  const auto add = [&](const std::string& each) { text += (text.empty() ? "one with " : ", ") + each; };
  if (!must.space.empty()) add("space " + must.space);
  if (must.m) add("m " + std::to_string(*must.m));
  if (must.ef_construction) add("ef_construction " + std::to_string(*must.ef_construction));
  return text;
}

void compare(const Collection& collection, const Expected& expected, std::vector<Lack>& lacks) {
  const IndexParameters &is = collection.index, &must = expected.index;
  const auto dimension = expected.dimension > 0 ? std::optional(expected.dimension) : std::nullopt;
  compare("dimension", collection.dimension, dimension, collection, lacks);
  if (lacks_index(is, must)) lacks.push_back({collection.name, "index", "none", in_words(must)});
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
