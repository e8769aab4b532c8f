#pragma once

#include <string>
#include <vector>

#include "collectors/vector/series.hpp"
#include "tests/unit/alerts/rules/one_target.hpp"

// A vector store as literals, for the rules' tests: one that is well.
namespace lifeguard::scene {

inline vector_store::Collection a_collection(std::string name) {
  vector_store::Collection collection;
  collection.name = std::move(name);
  collection.id = "7d1e";
  collection.vectors = 50'000;
  collection.dimension = 768;
  collection.index = {"hnsw", "cosine", 16, 100, 100, {}, {}};
  collection.status = "green";
  return collection;
}

inline vector_store::Remembered as_remembered(const vector_store::Collection& collection, Seconds seen_for,
                                              Seconds ago = Seconds(0)) {
  vector_store::Remembered one;
  one.name = collection.name;
  one.id = collection.id;
  one.first_seen = kNow - ago - seen_for;
  one.last_seen = kNow - ago;
  one.vectors = collection.vectors;
  one.dimension = collection.dimension;
  one.index = collection.index;
  return one;
}

inline vector_store::Facts a_store() {
  vector_store::Facts facts;
  facts.taken = kNow;
  facts.product = "chroma";
  facts.endpoint = "127.0.0.1:8000";
  facts.ready = true;
  facts.collections = {a_collection("docs")};
  facts.expected.collections = {"docs"};
  facts.lacking.emplace();
  facts.complete_since = kNow - Seconds(3000);
  facts.remembered = {as_remembered(a_collection("docs"), Seconds(3000))};
  return facts;
}

struct VectorStore : OneTarget {
  vector_store::Facts facts = a_store();
  std::vector<PartResult> parts;
  std::vector<SeriesPoint> series;

  vector_store::Collection& docs() { return facts.collections->front(); }

  Snapshot snapshot() const override {
    Snapshot snapshot;
    snapshot.target = "vectors";
    snapshot.kind = "vector";
    snapshot.taken = kNow;
    snapshot.up = true;
    snapshot.facts = facts;
    snapshot.parts = parts;
    snapshot.series = series;
    return snapshot;
  }

  /// How many vectors a collection had: one value every five seconds, the last one now.
  void had(const std::string& collection, const std::vector<double>& counts) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      Snapshot past;
      past.target = "vectors";
      past.taken = kNow - Seconds(5) * static_cast<double>(counts.size() - 1 - i);
      past.series = {{vector_store::vectors_of(collection), counts[i]}};
      history.record(past);
    }
  }

  /// The last probes of an operation, a minute apart.
  void took(const std::string& op, const std::vector<double>& seconds) {
    for (std::size_t i = 0; i < seconds.size(); ++i) {
      const TimePoint at = kNow - Seconds(60) * static_cast<double>(seconds.size() - i);
      facts.recent.push_back({op, at, Seconds(seconds[i]), true, ""});
    }
    facts.probes.push_back(facts.recent.back());
  }
};

}  // namespace lifeguard::scene
