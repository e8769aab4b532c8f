#pragma once

#include <span>
#include <string>
#include <vector>

#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Weaviate's answers mean, by its OpenAPI description and GraphQL. Each throws StoreError, naming the
// place, for an answer of another shape.
namespace lifeguard::vector_store::weaviate {

/// GET /v1/schema: its classes, with the parameters of their index; those with several vectors per object tell
/// of their first.
std::vector<Collection> classes_in(const Json&);

/// "docs" as Weaviate names it: "Docs".
std::string class_named(std::string_view);

/// GET /v1/nodes: which of them is not healthy; empty when all are.
std::string ill_node_in(const Json&);

/// GET /v1/nodes?output=verbose: counts, queue and trouble of the shards of classes; with a tenant of its
/// alone. Replicas count once; of a class with a shard that is not loaded the counts are not known.
void add_shards(const Json&, const std::string& tenant, std::span<Collection>);

/// GET /v1/objects?include=vector.
std::vector<StoredVector> vectors_in(const Json&, const Collection&);

/// POST /v1/graphql with one Get. Throws StoreError with the errors it tells, which come with a status of 200.
std::vector<Neighbour> neighbours_in(const Json&, const std::string& class_name);

/// The question for it.
std::string search_for(const std::vector<float>&, int count, const Collection&, const std::string& tenant);

/// POST /v1/batch/objects. Throws StoreError when one was not taken.
void require_taken(const Json&);

}  // namespace lifeguard::vector_store::weaviate
