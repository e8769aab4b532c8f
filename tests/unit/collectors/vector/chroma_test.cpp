#include <boost/json/parse.hpp>

#include "collectors/vector/chroma/answers.hpp"
#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

struct Answer {
  explicit Answer(const char* text) : value(boost::json::parse(text)) {}
  Json json() const { return Json(value, "GET /answer"); }

  boost::json::value value;
};

}  // namespace

TEST_CASE("a collection of Chroma is read with the parameters of its index") {
  const Answer answer(R"({"id": "a0d02321", "name": "tuned", "dimension": 128, "metadata": {"owner": "probe"},
      "configuration_json": {"hnsw": {"space": "cosine", "ef_construction": 200, "ef_search": 80,
      "max_neighbors": 32, "resize_factor": 1.5, "sync_threshold": 100}, "spann": null}, "log_position": 0})");
  const Collection collection = chroma::collection_of(answer.json());
  CHECK(collection.name == "tuned");
  CHECK(collection.id == "a0d02321");
  CHECK(collection.dimension == 128);
  CHECK_FALSE(collection.vectors);
  CHECK(collection.index == IndexParameters{"hnsw", "cosine", 32, 200, 80, {}, {}});
}

TEST_CASE("a collection of an older Chroma has the parameters in its metadata") {
  const Answer answer(R"({"id": "a0", "name": "old", "dimension": null,
      "metadata": {"hnsw:space": "ip", "hnsw:M": 8, "hnsw:construction_ef": 50, "hnsw:search_ef": 20}})");
  const Collection collection = chroma::collection_of(answer.json());
  CHECK_FALSE(collection.dimension);
  CHECK(collection.index == IndexParameters{"hnsw", "ip", 8, 50, 20, {}, {}});
}

TEST_CASE(
    "one collection that Chroma cannot read has an error of its own, a key that is refused is none of it") {
  const Collection broken = chroma::named_in(
      {500, {}, R"({"error": "InternalError", "message": "disk I/O error"})", {}}, "docs", "GET /docs");
  CHECK(broken.name == "docs");
  CHECK(broken.error == "GET /docs answered 500 (disk I/O error)");
  CHECK(chroma::named_in({200, {}, "[]", {}}, "docs", "GET /docs").error.starts_with("GET /docs"));
  CHECK(chroma::named_in({200, {}, R"({"id": "a0", "name": "docs"})", {}}, "docs", "GET /docs").error.empty());
  CHECK_THROWS_AS(chroma::named_in({401, {}, "", {}}, "docs", "GET /docs"), NoAnswer);
}

TEST_CASE("what of Chroma is not ready is named") {
  CHECK(
      chroma::readiness_of(Answer(R"({"is_executor_ready": true, "is_log_client_ready": true})").json()).ready);
  const Readiness none =
      chroma::readiness_of(Answer(R"({"is_executor_ready": false, "is_log_client_ready": false})").json());
  CHECK_FALSE(none.ready);
  CHECK(none.why_not == "is_executor_ready is false and is_log_client_ready is false");
}

TEST_CASE("stored vectors and results of a search are read from Chroma's lists") {
  const Answer stored(R"({"ids": ["a", "b"], "embeddings": [[1, 0.5], [0, -1]], "documents": null})");
  const auto vectors = chroma::stored_in(stored.json());
  REQUIRE(vectors.size() == 2);
  CHECK(vectors[0].id == "a");
  CHECK(vectors[0].values == std::vector<float>{1, 0.5});
  const Answer found(R"({"ids": [["a", "c"]], "distances": [[0.0, 0.7]], "embeddings": null})");
  const auto neighbours = chroma::neighbours_in(found.json());
  REQUIRE(neighbours.size() == 2);
  CHECK(neighbours[1].id == "c");
  CHECK(neighbours[1].distance == 0.7);
  CHECK(chroma::neighbours_in(Answer(R"({"ids": [[]], "distances": [[]]})").json()).empty());
}

TEST_CASE("answers of another shape are refused, by the place that is wrong") {
  CHECK_THROWS_WITH(
      chroma::collection_of(Answer(R"({"id": 7, "name": "docs"})").json()),
      "GET /answer: id is another number where a text was expected; is this the product and version "
      "that kind says?");
  CHECK_THROWS_WITH(chroma::stored_in(Answer(R"({"ids": ["a"], "embeddings": []})").json()),
                    "GET /answer has 1 ids and 0 embeddings");
  CHECK_THROWS_WITH(chroma::neighbours_in(Answer(R"({"ids": [["a"]], "distances": [["near"]]})").json()),
                    Catch::Contains("distances[0][0] is a text where a number was expected"));
}

}  // namespace lifeguard::vector_store
