#include "collectors/vector/weaviate/answers.hpp"

#include <boost/json/parse.hpp>

#include "tests/catch.hpp"

namespace lifeguard::vector_store::weaviate {
namespace {

namespace json = boost::json;

Collection shards_of(const std::string& class_name, const std::string& tenant, const std::string& nodes) {
  const json::value answer = json::parse(R"({"nodes": )" + nodes + "}");
  Collection collection;
  collection.name = collection.id = class_name;
  add_shards(Json(answer, "GET /v1/nodes"), tenant, std::span(&collection, 1));
  return collection;
}

}  // namespace

TEST_CASE("the classes of Weaviate tell the parameters of their index, in one spelling") {
  const json::value schema = json::parse(R"({"classes": [
    {"class": "Docs", "vectorIndexType": "hnsw", "vectorizer": "none",
     "vectorIndexConfig": {"distance": "l2-squared", "ef": -1, "efConstruction": 128, "maxConnections": 32}},
    {"class": "Images", "vectorConfig": {"picture": {"vectorizer": {"none": {}}, "vectorIndexType": "dynamic",
     "vectorIndexConfig": {"distance": "dot", "threshold": 10000,
                           "hnsw": {"ef": 100, "efConstruction": 64, "maxConnections": 16}}}}}]})");
  const auto classes = classes_in(Json(schema, "GET /v1/schema"));
  REQUIRE(classes.size() == 2);
  CHECK(classes[0].name == "Docs");
  CHECK(classes[0].field.empty());
  CHECK(classes[0].index == IndexParameters{"hnsw", "l2", 32, 128, {}, {}, {}});
  CHECK(classes[1].field == "picture");
  CHECK(classes[1].index == IndexParameters{"dynamic", "ip", 16, 64, 100, {}, {}});
}

TEST_CASE("a Weaviate without a class has none") {
  const json::value schema = json::parse(R"({"classes": []})"), nothing = json::parse("{}");
  CHECK(classes_in(Json(schema, "GET /v1/schema")).empty());
  CHECK(classes_in(Json(nothing, "GET /v1/schema")).empty());
}

TEST_CASE("a class of Weaviate begins with a capital, however it is written") {
  CHECK(class_named("docs") == "Docs");
  CHECK(class_named("Docs") == "Docs");
  CHECK(class_named("") == "");
}

TEST_CASE("objects of replicas count once, and what is queued is not indexed") {
  const Collection docs = shards_of("Docs", "", R"([
    {"name": "weaviate-0", "status": "HEALTHY", "shards": [
      {"name": "a", "class": "Docs", "objectCount": 100, "vectorIndexingStatus": "READY", "vectorQueueLength": 0},
      {"name": "b", "class": "Docs", "objectCount": 50, "vectorIndexingStatus": "INDEXING", "vectorQueueLength": 20},
      {"name": "c", "class": "Other", "objectCount": 9, "vectorIndexingStatus": "READONLY", "vectorQueueLength": 0}]},
    {"name": "weaviate-1", "status": "HEALTHY", "shards": [
      {"name": "a", "class": "Docs", "objectCount": 99, "vectorIndexingStatus": "READY", "vectorQueueLength": 5}]},
    {"name": "weaviate-2", "status": "UNAVAILABLE", "shards": null}])");
  CHECK(docs.vectors == 150);
  CHECK(docs.backlog == 25);
  CHECK(docs.indexed == 125);
  CHECK(docs.condition == Condition::building);
  CHECK(docs.status == "INDEXING");
  CHECK(docs.trouble == "shard b on node weaviate-0 is INDEXING");
}

TEST_CASE("a shard that takes no writes is told of, with its node") {
  const Collection docs = shards_of("Docs", "", R"([{"name": "weaviate-0", "status": "HEALTHY", "shards": [
      {"name": "a", "class": "Docs", "objectCount": 1, "vectorIndexingStatus": "READONLY", "vectorQueueLength": 0}]}])");
  CHECK(docs.condition == Condition::degraded);
  CHECK(docs.status == "READONLY");
  CHECK(docs.trouble ==
        "shard a on node weaviate-0 is READONLY: it takes no writes until its status is set to READY");
}

TEST_CASE("of a tenant only its own shard counts, and one that is not loaded is not zero") {
  const std::string nodes = R"([{"name": "n", "status": "HEALTHY", "shards": [
      {"name": "alice", "class": "Docs", "objectCount": 3, "vectorIndexingStatus": "READY", "vectorQueueLength": 0},
      {"name": "bob", "class": "Docs", "objectCount": 4, "vectorIndexingStatus": "LAZY_LOADING", "vectorQueueLength": 0}]}])";
  CHECK(shards_of("Docs", "bob", nodes).vectors == 4);
  CHECK(shards_of("Docs", "bob", nodes).condition == Condition::serving);
  CHECK_FALSE(shards_of("Docs", "carol", nodes).vectors);
}

TEST_CASE("each class of Weaviate has its own shards out of one answer") {
  const json::value answer = json::parse(R"({"nodes": [{"name": "n", "shards": [
      {"name": "a", "class": "Docs", "objectCount": 3, "vectorIndexingStatus": "READY"},
      {"name": "a", "class": "Gone", "objectCount": 9, "vectorIndexingStatus": "READY"},
      {"name": "b", "class": "Users", "objectCount": 4, "vectorIndexingStatus": "READONLY"}]}]})");
  std::vector<Collection> all(3);
  all[0].id = "Docs";
  all[1].id = "Users";
  all[2].id = "Empty";
  add_shards(Json(answer, "GET /v1/nodes"), "", all);
  CHECK(all[0].vectors == 3);
  CHECK(all[0].condition == Condition::serving);
  CHECK(all[1].vectors == 4);
  CHECK(all[1].condition == Condition::degraded);
  CHECK_FALSE(all[2].vectors);
}

TEST_CASE("while a shard is not loaded, nobody knows how many objects its class has") {
  const std::string lazy =
      R"({"name": "b", "class": "Docs", "loaded": false, "vectorIndexingStatus": "LAZY_LOADING"})";
  const std::string loaded =
      R"({"name": "a", "class": "Docs", "loaded": true, "objectCount": 3, "vectorQueueLength": 1})";
  const Collection docs = shards_of("Docs", "", R"([{"name": "n", "shards": [)" + loaded + ", " + lazy + "]}]");
  CHECK_FALSE(docs.vectors);
  CHECK_FALSE(docs.indexed);
  CHECK_FALSE(docs.backlog);
  CHECK(docs.condition == Condition::serving);
  CHECK(shards_of("Docs", "a", R"([{"name": "n", "shards": [)" + loaded + ", " + lazy + "]}]").vectors == 3);
  const std::string replica = R"({"name": "b", "class": "Docs", "loaded": true, "objectCount": 4})";
  CHECK(shards_of("Docs", "b",
                  R"([{"name": "n", "shards": [)" + lazy + R"(]}, {"name": "m", "shards": [)" + replica + "]}]")
            .vectors == 4);
}

TEST_CASE("a node that is away is named") {
  const json::value well = json::parse(R"({"nodes": [{"name": "a", "status": "HEALTHY", "shards": null}]})");
  const json::value ill =
      json::parse(R"({"nodes": [{"name": "a", "status": "HEALTHY"}, {"name": "b", "status": "UNAVAILABLE"}]})");
  CHECK(ill_node_in(Json(well, "GET /v1/nodes")).empty());
  CHECK(ill_node_in(Json(ill, "GET /v1/nodes")) == "node b is UNAVAILABLE");
}

TEST_CASE("a search of Weaviate is one line of GraphQL") {
  Collection docs;
  docs.id = "Docs";
  CHECK(search_for({0.5F, 1}, 10, docs, "") ==
        "{Get {Docs(nearVector: {vector: [5E-1,1E0]}, limit: 10) {_additional {id distance}}}}");
  docs.field = "title";
  CHECK(search_for({1}, 3, docs, "a\"b") ==
        "{Get {Docs(nearVector: {vector: [1E0], targetVectors: [\"title\"]}, limit: 3, tenant: \"a\\\"b\") "
        "{_additional {id distance}}}}");
}

TEST_CASE("errors of GraphQL come with a status of 200, and are errors") {
  const json::value good =
      json::parse(R"({"data": {"Get": {"Docs": [{"_additional": {"id": "x", "distance": 0.1}}]}}})");
  const auto neighbours = neighbours_in(Json(good, "POST /v1/graphql"), "Docs");
  REQUIRE(neighbours.size() == 1);
  CHECK(neighbours[0].id == "x");
  CHECK(neighbours[0].distance == 0.1);

  const json::value bad = json::parse(R"({"data": {"Get": {"Docs": null}}, "errors": [
    {"locations": [{"column": 6, "line": 1}], "message": "explorer: vector lengths don't match: 3 vs 2", "path": ["Get", "Docs"]}]})");
  CHECK_THROWS_WITH(neighbours_in(Json(bad, "POST /v1/graphql"), "Docs"),
                    "POST /v1/graphql answered errors: explorer: vector lengths don't match: 3 vs 2");
}

TEST_CASE("objects of Weaviate have one vector or several") {
  const json::value answer = json::parse(R"({"objects": [
    {"class": "Docs", "id": "x", "vector": [1, 2]}, {"class": "Docs", "id": "y", "vectors": {"title": [3]}}]})");
  Collection docs;
  const auto plain = vectors_in(Json(answer, "GET /v1/objects"), docs);
  REQUIRE(plain.size() == 1);
  CHECK(plain[0].id == "x");
  docs.field = "title";
  const auto named = vectors_in(Json(answer, "GET /v1/objects"), docs);
  REQUIRE(named.size() == 1);
  CHECK(named[0].values == std::vector<float>{3});
}

TEST_CASE("a batch of Weaviate that was not taken says why, with a status of 200") {
  const json::value good = json::parse(R"([{"class": "A", "id": "x", "result": {"status": "SUCCESS"}}])");
  CHECK_NOTHROW(require_taken(Json(good, "POST /v1/batch/objects")));
  const json::value bad = json::parse(R"([{"class": "A", "id": "x", "result": {"status": "FAILED",
    "errors": {"error": [{"message": "store is read-only"}]}}}])");
  CHECK_THROWS_WITH(require_taken(Json(bad, "POST /v1/batch/objects")),
                    "POST /v1/batch/objects did not take a vector: store is read-only");
}

}  // namespace lifeguard::vector_store::weaviate
