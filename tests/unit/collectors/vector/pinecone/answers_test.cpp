#include "collectors/vector/pinecone/answers.hpp"

#include <boost/json/parse.hpp>

#include "tests/catch.hpp"

namespace lifeguard::vector_store::pinecone {
namespace {

namespace json = boost::json;

Collection read(const std::string& index) {
  const json::value answer = json::parse(index);
  return index_in(Json(answer, "GET /indexes/docs"));
}

Collection with_stats(const std::string& stats) {
  Collection index =
      read(R"({"name": "docs", "host": "h", "metric": "cosine", "status": {"ready": true, "state": "Ready"}})");
  const json::value answer = json::parse(stats);
  add_stats(Json(answer, "POST describe_index_stats"), index);
  return index;
}

}  // namespace

TEST_CASE("an index of Pinecone is read in each of its shapes") {
  const Collection serverless =
      read(R"({"name": "docs", "dimension": 1536, "metric": "cosine", "vector_type": "dense",
    "host": "docs-c01b5b5.svc.us-east1-gcp.pinecone.io", "status": {"ready": true, "state": "Ready"},
    "spec": {"serverless": {"cloud": "aws", "region": "us-east-1"}}})");
  const Collection pods = read(R"({"name": "docs", "dimension": 1536, "metric": "cosine",
    "host": "docs-c01b5b5.svc.us-east1-gcp.pinecone.io", "status": {"ready": true, "state": "Ready"},
    "spec": {"pod": {"environment": "us-west1-gcp", "pod_type": "p1.x1", "pods": 4}}})");
  const Collection by_schema = read(R"({"name": "docs", "host": "docs-c01b5b5.svc.us-east1-gcp.pinecone.io",
    "schema": {"fields": {"title": {"type": "string"}, "embedding": {"dimension": 1536, "metric": "cosine", "type": "dense_vector"}}},
    "read_capacity": {"mode": "OnDemand", "status": {"state": "Ready"}}, "status": {"ready": true, "state": "Ready"}})");
  for (const Collection& each : {serverless, pods, by_schema}) {
    CHECK(each.name == "docs");
    CHECK(each.id == "docs-c01b5b5.svc.us-east1-gcp.pinecone.io");
    CHECK(each.dimension == 1536);
    CHECK(each.index.space == "cosine");
    CHECK(each.condition == Condition::serving);
    CHECK(each.status == "Ready");
  }
}

TEST_CASE("an index of Pinecone that is not ready is on its way, or is not") {
  const auto in_state = [](const std::string& state) {
    return read(
        R"({"name": "docs", "metric": "dotproduct", "vector_type": "sparse", "status": {"ready": false, "state": ")" +
        state + "\"}}");
  };
  CHECK(in_state("Initializing").condition == Condition::building);
  CHECK(in_state("ScalingUp").condition == Condition::building);
  CHECK(in_state("InitializationFailed").condition == Condition::broken);
  CHECK(in_state("Terminating").condition == Condition::broken);
  CHECK(in_state("Terminating").index.space == "ip");
  CHECK_FALSE(in_state("Terminating").dimension);
}

TEST_CASE("what probes wrote to Pinecone does not count") {
  const Collection index =
      with_stats(R"({"namespaces": {"": {"vectorCount": 40}, "lifeguard-probe": {"vectorCount": 1}},
    "dimension": 3, "indexFullness": 0, "totalVectorCount": 41})");
  CHECK(index.vectors == 40);
  CHECK(index.dimension == 3);
  CHECK(index.condition == Condition::serving);
}

TEST_CASE("pods of Pinecone that are full are told of") {
  const Collection index =
      with_stats(R"({"namespaces": {}, "dimension": 3, "indexFullness": 1.0, "totalVectorCount": 9})");
  CHECK(index.condition == Condition::degraded);
  CHECK(index.trouble == "its pods are full, and take no more vectors");
}

TEST_CASE("probes of Pinecone look into the namespace with most vectors") {
  const json::value stats = json::parse(R"({"namespaces": {"a": {"vectorCount": 4}, "b": {"vectorCount": 9},
    "lifeguard-probe": {"vectorCount": 99}}, "totalVectorCount": 112})");
  const Namespace largest = largest_namespace_in(Json(stats, "POST describe_index_stats"));
  CHECK(largest.name == "b");
  CHECK(largest.vectors == 9);
}

TEST_CASE("a few ids are taken from all over the list") {
  CHECK(spread({"a", "b", "c", "d", "e", "f"}, 2) == std::vector<std::string>{"b", "e"});
  CHECK(spread({"a", "b"}, 5) == std::vector<std::string>{"a", "b"});
  CHECK(spread({}, 5).empty());
}

TEST_CASE("answers of Pinecone tell vectors, neighbours and what they cost") {
  const json::value fetched = json::parse(
      R"({"vectors": {"x": {"id": "x", "values": [1, 1.5]}}, "namespace": "b", "usage": {"readUnits": 1}})");
  const auto stored = vectors_in(Json(fetched, "GET fetch"));
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].values == std::vector<float>{1, 1.5F});
  CHECK(read_units_in(Json(fetched, "GET fetch")) == 1);

  const json::value found =
      json::parse(R"({"matches": [{"id": "x", "score": 0.75, "values": []}, {"id": "y"}], "namespace": "b"})");
  Collection index;
  index.index.space = "cosine";
  const auto neighbours = neighbours_in(Json(found, "POST query"), index);
  REQUIRE(neighbours.size() == 2);
  CHECK(neighbours[0].distance == 0.25);
  CHECK(neighbours[1].distance == 1);
  CHECK(read_units_in(Json(found, "POST query")) == 0);

  const json::value listed = json::parse(
      R"({"vectors": [{"id": "x"}, {"id": "y"}], "pagination": {"next": "…"}, "usage": {"readUnits": 1}})");
  CHECK(ids_in(Json(listed, "GET list")) == std::vector<std::string>{"x", "y"});
}

}  // namespace lifeguard::vector_store::pinecone
