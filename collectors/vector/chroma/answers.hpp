#pragma once

#include "agent/io/http.hpp"
#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Chroma's answers mean. Each throws StoreError, naming the place, for an answer of another shape.
namespace lifeguard::vector_store::chroma {

/// GET /api/v2/healthcheck: {"is_executor_ready": true, "is_log_client_ready": true}.
Readiness readiness_of(const Json&);

/// One collection, without its count: parameters from configuration_json, of older servers from the metadata.
Collection collection_of(const Json&);

/// The answer to a question for one by its name: a failure becomes its error, for others may be sound. Throws
/// NoAnswer when we are turned away.
Collection named_in(const HttpResponse&, const std::string& name, const std::string& request);

/// POST …/get with the embeddings.
std::vector<StoredVector> stored_in(const Json&);

/// POST …/query with one vector.
std::vector<Neighbour> neighbours_in(const Json&);

}  // namespace lifeguard::vector_store::chroma
