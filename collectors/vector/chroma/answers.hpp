#pragma once

#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Chroma's answers mean. Each throws StoreError, naming the place, for an answer of another shape.
namespace lifeguard::vector_store::chroma {

/// GET /api/v2/healthcheck: {"is_executor_ready": true, "is_log_client_ready": true}.
Readiness readiness_of(const Json&);

/// One collection, without its count: parameters from configuration_json, of older servers from the metadata.
Collection collection_of(const Json&);

/// POST …/get with the embeddings.
std::vector<StoredVector> stored_in(const Json&);

/// POST …/query with one vector.
std::vector<Neighbour> neighbours_in(const Json&);

}  // namespace lifeguard::vector_store::chroma
