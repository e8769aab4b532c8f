#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

// One model for every vector store. What a product does not tell is absent.
namespace lifeguard::vector_store {

/// How an index searches, in one spelling for all products: space is "l2", "cosine" or "ip".
struct IndexParameters {
  std::string kind;  // "hnsw", "ivfflat", "flat", …; empty: not told
  std::string space;
  std::optional<int> m, ef_construction, ef_search;
  std::optional<int> lists, probes;  // of ivfflat
  bool operator==(const IndexParameters&) const = default;
};

/// What the product itself says of a collection, in four words.
enum class Condition { serving, building, degraded, broken };
std::string_view name_of(Condition);

struct Collection {
  std::string name;
  std::string id;     // by which the store is asked; may be the name
  std::string field;  // where a record keeps several vectors, the one that is told of and searched
  std::optional<std::int64_t> vectors;
  std::optional<std::int64_t> indexed;  // those that are too few to be given an index included
  std::optional<std::int64_t> backlog;  // operations queued for its index
  std::optional<std::int64_t> segments;
  std::optional<int> dimension;  // absent too while nothing was ever stored
  IndexParameters index;
  Condition condition = Condition::serving;
  std::string status;   // the product's own word: "yellow", "LoadStateNotLoad", "indisvalid = f"
  std::string trouble;  // why it is not serving, in the product's own words; for a person
  std::string error;    // why it could not be read this time; what could is there
};

/// What must be there, by the config. Zero and empty: not said.
struct Expected {
  std::vector<std::string> collections;
  int dimension = 0;
  IndexParameters index;
};

/// One thing that is not as it must be: "collection docs does not exist", "collection docs has 384 dimensions,
/// not 768".
struct Lack {
  std::string collection;
  std::string what;  // "exists", "dimension", "space", "m", "ef_construction", "ef_search"
  std::string found, expected;
  bool operator==(const Lack&) const = default;
};

/// A collection that was there at a look of this process, whether it is now or not.
struct Remembered {
  std::string name, id;
  TimePoint first_seen, last_seen;
  std::optional<std::int64_t> vectors;  // the latest that was told
  std::optional<int> dimension;
  IndexParameters index;
};

/// The parameters of a collection that is still there, before and after.
struct Change {
  Remembered before;
  std::optional<int> dimension;
  IndexParameters index;
  bool made_anew = false;  // the store knows it by another id
  TimePoint at;
};

/// One operation as Lifeguard had it: "ready", "count", "sample", "search", "write".
struct ProbeTime {
  std::string op;
  TimePoint at;
  Seconds took{};
  bool success = false;
  std::string error;
};

/// Stored vectors of a collection, each searched for: a sound index finds each as its own nearest neighbour,
/// and as many results as were asked for.
struct SelfRecall {
  std::string collection;
  TimePoint at;
  int searched = 0, found = 0;            // found at rank 1, or at the same distance as rank 1
  int results_expected = 0, results = 0;  // of all searches together: min(k, vectors) each
  std::vector<std::string> lost;          // ids not found, at most five
  int exact = 0, exact_found = 0;         // neighbours by an exact scan, and those of them that the index found
  Seconds slowest{};                      // search
  std::string error;                      // a search that failed: "500 Error finding id"; empty: all answered
};

/// The latest that is known; a part that failed this time leaves what it said before out.
struct Facts {
  TimePoint taken;
  std::string product;   // "chroma"
  std::string endpoint;  // "127.0.0.1:8000"
  std::string version;   // empty: not told
  std::optional<bool> ready;
  std::string not_ready;      // why, in the product's own words
  std::string scope;          // "tenant shop, database docs"; empty: it has none
  std::string scope_trouble;  // "tenant shop does not exist"; empty: it is there, or has none
  std::optional<std::vector<Collection>> collections;  // those watched, by name; absent: could not be listed
  std::size_t left_out = 0;                            // collections beyond the most that are watched
  Expected expected;
  std::optional<std::vector<Lack>> lacking;  // of what is expected; absent: it could not be looked at
  std::optional<TimePoint> complete_since;  // when all that is expected was first there, as this process saw it
  std::vector<Remembered> remembered;       // by name
  std::vector<Change> changes;              // the latest of each collection that changed
  std::vector<ProbeTime> probes;            // the latest of each operation
  std::vector<ProbeTime> recent;            // the last three of each that succeeded, oldest first
  std::vector<SelfRecall> recalls;          // the latest of each collection that is probed
  std::optional<double> read_units;         // Pinecone: spent by Lifeguard since it watches
  std::optional<TimePoint> certificate_expiry;
};

}  // namespace lifeguard::vector_store
