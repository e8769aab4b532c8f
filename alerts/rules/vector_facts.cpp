#include "alerts/rules/vector_facts.hpp"

#include <algorithm>
#include <map>

#include "collectors/vector/series.hpp"

namespace lifeguard {

using namespace vector_store;

const VectorFacts* vector_facts(const Snapshot& snapshot) {
  return std::get_if<VectorFacts>(&snapshot.facts);
}

const Collection* collection_named(const VectorFacts& facts, std::string_view name) {
  if (!facts.collections) return nullptr;
  const auto found = std::ranges::find(*facts.collections, name, &Collection::name);
  return found == facts.collections->end() ? nullptr : &*found;
}

const Remembered* remembered(const VectorFacts& facts, std::string_view name) {
  const auto found = std::ranges::find(facts.remembered, name, &Remembered::name);
  return found == facts.remembered.end() ? nullptr : &*found;
}

bool is_expected(const VectorFacts& facts, std::string_view name) {
  const auto& names = facts.expected.collections;
  return std::ranges::find(names, name) != names.end();
}

bool lists_collections(const VectorFacts& facts) {
  return facts.ready == true && facts.scope_trouble.empty() && facts.collections;
}

bool is_probed(const Snapshot& snapshot, const std::string& part) {
  return std::ranges::find(snapshot.series, failures_of(part), &SeriesPoint::series) != snapshot.series.end();
}

std::string where(const VectorFacts& facts) {
  return facts.product + " " + facts.endpoint + (facts.scope.empty() ? "" : ", " + facts.scope);
}

std::string said_by_itself(const VectorFacts& facts) {
  if (!facts.ready) return "nothing";
  if (*facts.ready) return "ready";
  return facts.not_ready.empty() ? "not ready" : "not ready: " + facts.not_ready;
}

std::string in_words(const Lack& lack) {
  const std::string who = "collection " + lack.collection;
  if (lack.what == "exists") return who + " does not exist";
  return who + " has " + lack.what + " " + lack.found + ", not " + lack.expected;
}

std::string rebuilding(const VectorFacts& facts, const std::string& collection) {
  static const std::map<std::string_view, std::string_view> ways{
      {"chroma",
       "The documents are kept apart from the index, and a get with documents and metadatas still answers: "
       "fill a "
       "new collection from them with the same embedding function, or restore the data directory from a "
       "backup. "
       "Only while the write-ahead log was never purged, a server that is stopped, relieved of the "
       "collection's "
       "index directory (its name is the id in table segments of chroma.sqlite3 with scope VECTOR; keep a "
       "copy) "
       "and started builds it anew."},
      {"qdrant",
       "A search with \"params\": {\"exact\": true} says whether the points are there: if it finds them, raise "
       "\"hnsw_ef\" in searches, or PATCH the collection with another hnsw_config.ef_construct, which builds "
       "the "
       "index anew; if not, recover the collection from a snapshot."},
      {"weaviate",
       "Raise ef in the vectorIndexConfig of the class. If the same objects stay lost, restore the class from "
       "a "
       "backup, or import its objects into a new one."},
      {"milvus",
       "Raise ef or nprobe in searches. If the same entities stay lost, release the collection, drop its "
       "index, "
       "create it and load the collection again."},
      {"pinecone",
       "Records written within the last minutes may not be found yet. If the same ids stay lost, upsert them "
       "again "
       "and tell the provider."},
      {"pgvector",
       "With a sound index: more of it is looked at with SET hnsw.ef_search = 100 or SET ivfflat.probes = 10, "
       "for "
       "the role of the app by ALTER ROLE. Else build it anew: REINDEX INDEX CONCURRENTLY of the index; one of "
       "kind "
       "ivfflat is best built after the table is filled."},
  };
  const auto known = ways.find(facts.product);
  return known == ways.end() ? "Build the index of collection " + collection + " anew."
                             : std::string(known->second);
}

}  // namespace lifeguard
