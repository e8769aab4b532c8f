#include "collectors/vector/qdrant/answers.hpp"

#include <boost/json/parse.hpp>

#include "tests/catch.hpp"

namespace lifeguard::vector_store::qdrant {
namespace {

namespace json = boost::json;

json::value info(const std::string& status, const std::string& more) {
  return json::parse(R"({"result": {"status": ")" + status + R"(", "points_count": 20000, "segments_count": 4,
    "payload_schema": {}, )" +
                     more + R"(}, "status": "ok", "time": 0.0001})");
}

const std::string kConfig = R"("config": {
  "params": {"vectors": {"size": 768, "distance": "Cosine"}, "shard_number": 1},
  "hnsw_config": {"m": 16, "ef_construct": 100, "full_scan_threshold": 10000, "max_indexing_threads": 0},
  "optimizer_config": {"indexing_threshold": 10000, "flush_interval_sec": 5}})";

Collection read(const json::value& answer, int dimension = 0) {
  return collection_in(Json(answer, "GET /collections/docs"), "docs", dimension);
}

Collection with_shards(const std::string& shards) {
  const json::value answer = json::parse(R"({"result": {"peer_id": 1, "shard_count": 2, )" + shards + "}}");
  Collection collection;
  collection.name = "docs";
  add_shards(Json(answer, "GET /collections/docs/cluster"), collection);
  return collection;
}

}  // namespace

TEST_CASE("a green collection of Qdrant serves, and what its index leaves out is meant to be") {
  const Collection docs = read(info("green", R"("optimizer_status": "ok", "indexed_vectors_count": 12000,
    "update_queue": {"length": 3, "deferred_points": 4}, )" +
                                                 kConfig));
  CHECK(docs.name == "docs");
  CHECK(docs.condition == Condition::serving);
  CHECK(docs.status == "green");
  CHECK(docs.vectors == 20000);
  CHECK(docs.indexed == 20000);
  CHECK(docs.backlog == 7);
  CHECK(docs.segments == 4);
  CHECK(docs.dimension == 768);
  CHECK(docs.index.kind == "hnsw");
  CHECK(docs.index.space == "cosine");
  CHECK(docs.index.m == 16);
  CHECK(docs.index.ef_construction == 100);
  CHECK_FALSE(docs.index.ef_search);
}

TEST_CASE("a yellow or grey collection of Qdrant lacks what is not in its index") {
  const std::string more = R"("optimizer_status": "ok", "indexed_vectors_count": 12000, )" + kConfig;
  const Collection yellow = read(info("yellow", more)), grey = read(info("grey", more));
  CHECK(yellow.condition == Condition::building);
  CHECK(yellow.indexed == 12000);
  CHECK(grey.condition == Condition::degraded);
  CHECK(grey.trouble == "optimizations wait for the next update to begin");
  CHECK_FALSE(yellow.backlog);
}

TEST_CASE("a collection of Qdrant whose optimizer failed is broken, in its own words") {
  const Collection docs = read(info("red", R"("optimizer_status": {"error": "No space left on device"},
    "indexed_vectors_count": 0, )" + kConfig));
  CHECK(docs.condition == Condition::broken);
  CHECK(docs.trouble == "No space left on device");
  CHECK(docs.indexed == 0);
}

TEST_CASE("a green collection of Qdrant whose indexing was left turned off is told of") {
  std::string config = kConfig;
  config.replace(config.find("\"indexing_threshold\": 10000"), 27, "\"indexing_threshold\": 0");
  const Collection docs =
      read(info("green", R"("optimizer_status": "ok", "indexed_vectors_count": 0, )" + config));
  CHECK(docs.condition == Condition::degraded);
  CHECK(docs.trouble == "it has no index and every search reads all vectors: indexing_threshold is 0");
  CHECK(docs.indexed == 0);
}

TEST_CASE(
    "of several vectors per point the one of the expected dimension is told of, with its own parameters") {
  const json::value answer =
      info("yellow", R"("optimizer_status": "ok", "indexed_vectors_count": 30000, "config": {
    "params": {"vectors": {"image": {"size": 512, "distance": "Dot"},
                           "text": {"size": 768, "distance": "Euclid", "hnsw_config": {"m": 32}}},
               "sparse_vectors": {"words": {}}},
    "hnsw_config": {"m": 16, "ef_construct": 100}, "optimizer_config": {"indexing_threshold": 10000}})");
  const Collection text = read(answer, 768), first = read(answer);
  CHECK(text.field == "text");
  CHECK(text.dimension == 768);
  CHECK(text.index.space == "l2");
  CHECK(text.index.m == 32);
  CHECK(text.index.ef_construction == 100);
  CHECK(text.indexed == 10000);  // of three vectors per point
  CHECK(first.field == "image");
  CHECK(first.index.space == "ip");
}

TEST_CASE("a collection of Qdrant with sparse vectors alone has no dimension") {
  const Collection docs = read(info("green", R"("optimizer_status": "ok", "config": {
    "params": {"vectors": {}, "sparse_vectors": {"words": {}}}, "hnsw_config": {"m": 16, "ef_construct": 100},
    "optimizer_config": {"indexing_threshold": 10000}})"));
  CHECK_FALSE(docs.dimension);
  CHECK_FALSE(docs.indexed);
  CHECK(docs.condition == Condition::serving);
}

TEST_CASE("a shard of Qdrant of which no replica is active cannot be read") {
  const Collection docs = with_shards(R"(
    "local_shards": [{"shard_id": 0, "points_count": 10, "state": "Active"},
                     {"shard_id": 1, "points_count": 10, "state": "Dead"}],
    "remote_shards": [{"shard_id": 1, "peer_id": 7, "state": "Recovery"}])");
  CHECK(docs.condition == Condition::broken);
  CHECK(docs.trouble == "shard 1 is Dead here, and no replica of it is Active");
}

TEST_CASE(
    "a dead replica of a shard that another holds makes a collection of Qdrant worse, and one that is coming "
    "does not") {
  const Collection dead =
      with_shards(R"("local_shards": [{"shard_id": 0, "points_count": 1, "state": "Active"}],
    "remote_shards": [{"shard_id": 0, "peer_id": 7, "state": "Dead"}])");
  CHECK(dead.condition == Condition::degraded);
  CHECK(dead.trouble == "shard 0 is Dead on peer 7");
  const Collection coming =
      with_shards(R"("local_shards": [{"shard_id": 0, "points_count": 1, "state": "Active"}],
    "remote_shards": [{"shard_id": 0, "peer_id": 7, "state": "Partial"}, {"shard_id": 0, "peer_id": 8, "state": "Listener"}])");
  CHECK(coming.condition == Condition::serving);
}

TEST_CASE("points of Qdrant have numbers or UUIDs, and one vector or several") {
  Collection docs;
  const json::value scrolled = json::parse(R"({"result": {"points": [
    {"id": 7, "vector": [0.5, 1]}, {"id": "5c56c793-69f3-4fbf-87e6-c4bf54c28c26", "vector": [0, 1]}]}})");
  const auto stored = vectors_in(Json(scrolled, "POST scroll"), docs);
  REQUIRE(stored.size() == 2);
  CHECK(stored[0].id == "7");
  CHECK(stored[0].values == std::vector<float>{0.5F, 1});
  CHECK(stored[1].id == "5c56c793-69f3-4fbf-87e6-c4bf54c28c26");

  docs.field = "text";
  const json::value named =
      json::parse(R"({"result": {"points": [{"id": 7, "vector": {"text": [2]}}, {"id": 8, "vector": {}}]}})");
  REQUIRE(vectors_in(Json(named, "POST scroll"), docs).size() == 1);

  docs.index.space = "cosine";
  const json::value found =
      json::parse(R"({"result": {"points": [{"id": 7, "version": 3, "score": 0.75}]}, "status": "ok"})");
  const auto neighbours = neighbours_in(Json(found, "POST query"), docs);
  REQUIRE(neighbours.size() == 1);
  CHECK(neighbours[0].id == "7");
  CHECK(neighbours[0].distance == 0.25);
}

TEST_CASE("an answer that is not Qdrant's names the place") {
  const json::value answer = json::parse(R"({"result": {"status": 3}})");
  CHECK_THROWS_WITH(
      read(answer),
      "GET /collections/docs: result.status is another number where a text was expected; is this the "
      "product and version that kind says?");
}

TEST_CASE("ids of Qdrant are of 64 bits without a sign, and points of several rows are not searched") {
  Collection docs;
  docs.name = "docs";
  const json::value large =
      json::parse(R"({"result": {"points": [{"id": 18446744073709551615, "vector": [1, 0]}]}})");
  CHECK(vectors_in(Json(large, "POST query"), docs).at(0).id == "18446744073709551615");
  const json::value rows = json::parse(R"({"result": {"points": [{"id": 1, "vector": [[1, 0], [0, 1]]}]}})");
  CHECK_THROWS_AS(vectors_in(Json(rows, "POST query"), docs), NotOffered);
  const json::value other = json::parse(R"({"result": {"points": [{"id": true, "vector": [1]}]}})");
  CHECK_THROWS_AS(vectors_in(Json(other, "POST query"), docs), NotUnderstood);
}

}  // namespace lifeguard::vector_store::qdrant
