#pragma once

#include <string>
#include <vector>

#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Qdrant's answers mean, by its OpenAPI description (1.9 to 1.19). Each throws StoreError, naming the
// place, for an answer of another shape.
namespace lifeguard::vector_store::qdrant {

/// GET /collections.
std::vector<std::string> names_in(const Json&);

/// GET /collections/NAME. Of several vectors per point the first of `dimension`, or the first, is told of.
Collection collection_in(const Json&, const std::string& name, int dimension);

/// GET /collections/NAME/cluster: adds the trouble of its shards.
void add_shards(const Json&, Collection&);

/// POST …/points/query and …/points/scroll, with vectors.
std::vector<StoredVector> vectors_in(const Json&, const Collection&);

/// POST …/points/query, without.
std::vector<Neighbour> neighbours_in(const Json&, const Collection&);

}  // namespace lifeguard::vector_store::qdrant
