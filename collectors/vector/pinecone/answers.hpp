#pragma once

#include <string>
#include <vector>

#include "agent/io/http.hpp"
#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Pinecone's answers mean: its API 2024-07 to 2026-07, whose shapes differ. Each throws StoreError, naming
// the place, for an answer of another shape.
namespace lifeguard::vector_store::pinecone {

/// Where probes write, in the index that the config names first.
inline constexpr const char* kOwnNamespace = "lifeguard-probe";

/// One index of GET /indexes, or GET /indexes/NAME: by pods, serverless, or with a schema. Its id is its host.
Collection index_in(const Json&);

/// GET /indexes.
std::vector<Collection> indexes_in(const Json&);

/// POST HOST/describe_index_stats: adds its count, less what probes wrote, and what pods that are full take no
/// more of.
void add_stats(const Json&, Collection&);

struct Namespace {
  std::string name;
  std::int64_t vectors = 0;
};

/// The same: the one with most vectors, of those that are not our own.
Namespace largest_namespace_in(const Json&);

/// Indexes of pods do not have GET HOST/vectors/list: by no document of which status their answer is, and the
/// provider's own client got one of 2xx whose body was no object.
bool lists_no_ids(const HttpResponse&);

/// GET HOST/vectors/list.
std::vector<std::string> ids_in(const Json&);

/// So many of them, from all over the list.
std::vector<std::string> spread(const std::vector<std::string>& ids, int count);

/// GET HOST/vectors/fetch.
std::vector<StoredVector> vectors_in(const Json&);

/// POST HOST/query.
std::vector<Neighbour> neighbours_in(const Json&, const Collection&);

/// What any of the last three cost; 0 where it is not told, as by pods.
double read_units_in(const Json&);

}  // namespace lifeguard::vector_store::pinecone
