#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/vector/json.hpp"
#include "collectors/vector/store.hpp"

// What Milvus's answers mean: REST v2 as of 2.3 to 2.6. Each throws StoreError, naming the place, for an answer
// of another shape.
namespace lifeguard::vector_store::milvus {

/// The codes that are told apart; all errors but those of the login come with a status of 200.
enum Code { kDone = 0, kDoneBefore24 = 200, kNoCollection = 100, kNoDatabase = 800, kLoginNeeded = 1800 };

struct Outcome {
  std::int64_t code = kDone;
  std::string message;
  bool is_good() const { return code == kDone || code == kDoneBefore24; }
};

Outcome outcome_of(const Json&);

/// Throws StoreError with code and message unless it went well.
void require_good(const Json&);

/// …/collections/list.
std::vector<std::string> names_in(const Json&);

struct Described {
  Collection collection;  // without counts; of several vectors the first of `dimension`, or the first
  std::string key;        // the field of the ids
  bool key_is_text = false;
  std::string index_name;  // empty: its vector has no index
};

/// …/collections/describe.
Described described_in(const Json&, int dimension);

/// …/collections/get_stats.
std::optional<std::int64_t> rows_in(const Json&);

/// …/collections/get_load_state: "LoadStateLoading, 40 %".
std::string loading_in(const Json&);

/// …/indexes/describe: adds the kind of the index and what it lacks.
void add_index(const Json&, Collection&);

/// …/entities/query with the output "count(*)".
std::optional<std::int64_t> count_in(const Json&);

/// …/entities/query.
std::vector<StoredVector> vectors_in(const Json&, const Collection&, const std::string& key);

/// …/entities/search.
std::vector<Neighbour> neighbours_in(const Json&, const Collection&);

}  // namespace lifeguard::vector_store::milvus
