#include "collectors/vector/milvus/answers.hpp"

#include <boost/json/parse.hpp>

#include "tests/catch.hpp"

namespace lifeguard::vector_store::milvus {
namespace {

namespace json = boost::json;

const std::string kFields = R"("fields": [
  {"autoId": false, "description": "", "id": 100, "name": "key", "primaryKey": true, "type": "VarChar",
   "params": [{"key": "max_length", "value": "64"}]},
  {"autoId": false, "description": "", "id": 101, "name": "image", "primaryKey": false, "type": "FloatVector",
   "params": [{"key": "dim", "value": "512"}]},
  {"autoId": false, "description": "", "id": 102, "name": "text", "primaryKey": false, "type": "FloatVector",
   "params": [{"key": "dim", "value": "768"}]}],
  "indexes": [{"fieldName": "text", "indexName": "by_text", "metricType": "COSINE"}])";

Described described(const std::string& load, int dimension) {
  const json::value answer = json::parse(R"({"code": 0, "data": {"collectionName": "docs", "load": ")" + load +
                                         "\", " + kFields + "}}");
  return described_in(Json(answer, "POST describe"), dimension);
}

Collection with_index(const std::string& index) {
  Collection docs = described("LoadStateLoaded", 768).collection;
  docs.vectors = 1000;
  const json::value answer =
      json::parse(R"({"code": 0, "data": [{"fieldName": "text", "indexName": "by_text", )" + index + "}]}");
  add_index(Json(answer, "POST indexes/describe"), docs);
  return docs;
}

}  // namespace

TEST_CASE("an error of Milvus is in the body, and its status is 200") {
  const json::value good = json::parse(R"({"code": 0, "data": []})"),
                    old = json::parse(R"({"code": 200, "data": []})");
  CHECK_NOTHROW(require_good(Json(good, "POST list")));
  CHECK_NOTHROW(require_good(Json(old, "POST list")));
  const json::value bad =
      json::parse(R"({"code": 65535, "message": "service not ready[proxy=1: Initializing]"})");
  CHECK_THROWS_WITH(require_good(Json(bad, "POST list")),
                    "POST list answered code 65535 (service not ready[proxy=1: Initializing])");
  const json::value stranger = json::parse(R"({"code": 1800, "message": "user hasn't authenticated"})");
  CHECK_THROWS_WITH(
      require_good(Json(stranger, "POST list")),
      "POST list answered code 1800 (user hasn't authenticated); set api_key to user:password, or the "
      "one that is set is wrong");
  const json::value other = json::parse(R"({"status": "ok"})");
  CHECK_THROWS_WITH(
      require_good(Json(other, "POST list")),
      "POST list: code is missing where a number was expected; is this the product and version that "
      "kind says?");
}

TEST_CASE("of several vectors of Milvus the one of the expected dimension is told of") {
  const Described docs = described("LoadStateLoaded", 768);
  CHECK(docs.key == "key");
  CHECK(docs.key_is_text);
  CHECK(docs.index_name == "by_text");
  CHECK(docs.collection.field == "text");
  CHECK(docs.collection.dimension == 768);
  CHECK(docs.collection.index.space == "cosine");
  CHECK(docs.collection.condition == Condition::serving);
  const Described first = described("LoadStateLoaded", 0);
  CHECK(first.collection.field == "image");
  CHECK(first.index_name.empty());
}

TEST_CASE("a collection of Milvus that is not loaded cannot be searched") {
  CHECK(described("LoadStateNotLoad", 0).collection.condition == Condition::broken);
  CHECK(described("LoadStateNotLoad", 0).collection.trouble == "it is not loaded, and cannot be searched");
  CHECK(described("LoadStateLoading", 0).collection.condition == Condition::building);
  CHECK(described("", 0).collection.condition == Condition::serving);
  const json::value state =
      json::parse(R"({"code": 0, "data": {"loadState": "LoadStateLoading", "loadProgress": 40}})");
  CHECK(loading_in(Json(state, "POST get_load_state")) == "LoadStateLoading, 40 %");
}

TEST_CASE("rows come as a number or as a text") {
  const json::value number = json::parse(R"({"code": 0, "data": {"rowCount": 12}})");
  const json::value text = json::parse(R"({"code": 0, "data": {"rowCount": "12"}})");
  CHECK(rows_in(Json(number, "POST get_stats")) == 12);
  CHECK(rows_in(Json(text, "POST get_stats")) == 12);
}

TEST_CASE("what waits for the index of Milvus is not in it") {
  const Collection built = with_index(R"("indexType": "HNSW", "metricType": "L2", "indexState": "Finished",
    "indexedRows": 900, "totalRows": 900, "pendingRows": 0, "failReason": "")");
  CHECK(built.index.kind == "hnsw");
  CHECK(built.index.space == "l2");
  CHECK(built.indexed == 1000);  // a hundred are too new for any index
  CHECK(built.condition == Condition::serving);

  const Collection building = with_index(R"("indexType": "HNSW", "metricType": "L2", "indexState": "InProgress",
    "indexedRows": 300, "totalRows": 900, "pendingRows": 500, "failReason": "")");
  CHECK(building.condition == Condition::building);
  CHECK(building.status == "InProgress");
  CHECK(building.backlog == 600);
  CHECK(building.indexed == 400);

  const Collection failed = with_index(R"("indexType": "HNSW", "metricType": "L2", "indexState": "Failed",
    "indexedRows": 0, "totalRows": 900, "pendingRows": 900, "failReason": "not enough memory")");
  CHECK(failed.condition == Condition::broken);
  CHECK(failed.trouble == "its index could not be built: not enough memory");
}

TEST_CASE("rows of Milvus are known by their key, and results by id") {
  Collection docs = described("LoadStateLoaded", 768).collection;
  docs.dimension = 2;
  const json::value rows = json::parse(R"({"code": 0, "data": [{"key": "a", "text": [1, 2]}]})");
  const auto stored = vectors_in(Json(rows, "POST query"), docs, "key");
  REQUIRE(stored.size() == 1);
  CHECK(stored[0].id == "a");
  const json::value found =
      json::parse(R"({"code": 0, "data": [{"id": "17", "distance": 1.0}, {"id": 18, "distance": 0.5}]})");
  const auto neighbours = neighbours_in(Json(found, "POST search"), docs);
  REQUIRE(neighbours.size() == 2);
  CHECK(neighbours[0].id == "17");
  CHECK(neighbours[0].distance == 0.0);
  CHECK(neighbours[1].id == "18");
  CHECK(neighbours[1].distance == 0.5);
}

TEST_CASE("vectors of Milvus that are no FloatVector are not searched") {
  Collection docs = described("LoadStateLoaded", 768).collection;
  docs.field = "image";
  docs.dimension = 2;
  const auto rows = [&](const std::string& image) {
    const json::value answer = json::parse(R"({"code": 0, "data": [{"key": "a", "image": )" + image + "}]}");
    return vectors_in(Json(answer, "POST query"), docs, "key");
  };
  CHECK(rows("[1, 0.5]").size() == 1);
  CHECK_THROWS_AS(rows("\"AQI=\""), NotOffered);
  CHECK_THROWS_AS(rows("{\"1\": 0.5}"), NotOffered);
  CHECK_THROWS_AS(rows("[1, 2, 3, 4]"), NotOffered);
}

}  // namespace lifeguard::vector_store::milvus
