#pragma once

#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

enum class Search { found, lost, tells_nothing };

/// Whether a stored vector found itself: at rank 1, or as near as rank 1, for duplicates exist. By inner
/// product others may be nearer than the vector itself, so that only one of length 1 must come back at all; by
/// cosine one of zeros is near nothing.
Search judge(const StoredVector& searched, const std::vector<Neighbour>& results, const std::string& space);

/// Adds one search to what is known of a collection; `wanted` results were asked for.
void add(SelfRecall&, const StoredVector& searched, const std::vector<Neighbour>& results, const Collection&,
         int wanted);

/// Some of what is stored was not found, or fewer results came than there must be.
bool lacks(const SelfRecall&);

/// Adds how many of the nearest by an exact scan the index found: those as near as the farthest of them count,
/// for of equally near ones either may come.
void compare(SelfRecall&, const std::vector<Neighbour>& exact, const std::vector<Neighbour>& results);

}  // namespace lifeguard::vector_store
