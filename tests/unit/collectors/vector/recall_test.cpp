#include "collectors/vector/recall.hpp"

#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

const StoredVector kStored{"a", {3, 4}};

Collection holding(std::int64_t vectors, const char* space = "l2") {
  Collection collection;
  collection.name = "docs";
  collection.vectors = vectors;
  collection.index.space = space;
  return collection;
}

}  // namespace

TEST_CASE("a stored vector finds itself at rank 1, or as near as rank 1") {
  CHECK(judge(kStored, {{"a", 0}, {"b", 1}}, "l2") == Search::found);
  CHECK(judge(kStored, {{"b", 0}, {"a", 1e-7}}, "l2") == Search::found);
  CHECK(judge(kStored, {{"b", 0.1}, {"a", 0.2}}, "l2") == Search::lost);
  CHECK(judge(kStored, {{"b", 0.1}, {"c", 0.2}}, "cosine") == Search::lost);
  CHECK(judge(kStored, {{"b", 0.1}}, "cosine") == Search::lost);
  CHECK(judge(kStored, {}, "l2") == Search::lost);
}

TEST_CASE("duplicates may fill the results, and nothing is lost") {
  CHECK(judge(kStored, {{"b", 0}, {"c", 0}, {"d", 0}}, "l2") == Search::found);
  CHECK(judge(kStored, {{"b", -1}, {"c", -1}}, "cosine") == Search::found);
}

TEST_CASE("by inner product others may be nearer, so that only a vector of length 1 must come back") {
  CHECK(judge(kStored, {{"b", -90}, {"a", -25}}, "ip") == Search::found);
  CHECK(judge(kStored, {{"b", -90}, {"c", -80}}, "ip") == Search::tells_nothing);
  CHECK(judge({"a", {0.6F, 0.8F}}, {{"b", 0.1}}, "ip") == Search::lost);
}

TEST_CASE("by cosine a vector of zeros is near nothing, and is in no index") {
  CHECK(judge({"a", {0, 0}}, {}, "cosine") == Search::tells_nothing);
  CHECK(judge({"a", {0, 0}}, {}, "l2") == Search::lost);
  SelfRecall recall;
  add(recall, {"a", {0, 0}}, {}, holding(5000, "cosine"), 10);
  CHECK(recall.searched == 0);
  CHECK(recall.results_expected == 0);
}

TEST_CASE("the share that was found, the results that came and what was lost add up") {
  SelfRecall recall;
  add(recall, kStored, {{"a", 0}, {"b", 1}}, holding(5000), 2);
  add(recall, {"z", {1, 1}}, {{"b", 1}}, holding(5000), 2);
  CHECK(recall.searched == 2);
  CHECK(recall.found == 1);
  CHECK(recall.results_expected == 4);
  CHECK(recall.results == 3);
  CHECK(recall.lost == std::vector<std::string>{"z"});
  SelfRecall small;
  add(small, kStored, {{"a", 0}}, holding(1), 10);
  CHECK(small.results_expected == 1);
}

}  // namespace lifeguard::vector_store
