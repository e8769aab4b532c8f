#include "collectors/vector/memory.hpp"

#include "collectors/vector/lacking.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::vector_store;

namespace {

const TimePoint kStart = TimePoint{} + Seconds(1'000'000);

Collection docs(int m = 16) {
  Collection collection;
  collection.name = "docs";
  collection.id = "7d1e";
  collection.vectors = 5000;
  collection.dimension = 128;
  collection.index = {"hnsw", "cosine", m, 100, 100, {}, {}};
  return collection;
}

Facts seen(std::vector<Collection> collections, Seconds later = Seconds(0)) {
  Facts facts;
  facts.taken = kStart + later;
  facts.expected.collections = {"docs"};
  facts.collections = std::move(collections);
  return facts;
}

Facts after(Memory& memory, Facts facts) {
  memory.take(facts);
  return facts;
}

ProbeTime search_at(double second, double took, bool success = true) {
  return {"search", kStart + Seconds(second), Seconds(took), success, ""};
}

}  // namespace

TEST_CASE("what is expected of a vector store and is not so is lacking, one by one") {
  Facts facts = seen({docs()});
  facts.expected.collections = {"docs", "users"};
  facts.expected.dimension = 768;
  facts.expected.index = {"", "l2", 16, 200, {}, {}, {}};
  const auto lacks = *lacking(facts);
  REQUIRE(lacks.size() == 4);
  CHECK(lacks.at(0) == Lack{"docs", "dimension", "128", "768"});
  CHECK(lacks.at(1) == Lack{"docs", "space", "cosine", "l2"});
  CHECK(lacks.at(2) == Lack{"docs", "ef_construction", "100", "200"});
  CHECK(lacks.at(3) == Lack{"users", "exists", "missing", ""});
}

TEST_CASE("what a vector store does not tell is not lacking") {
  Collection told_little;
  told_little.name = "docs";
  Facts facts = seen({told_little});
  facts.expected.dimension = 768;
  facts.expected.index = {"", "l2", 16, {}, {}, {}, {}};
  CHECK(lacking(facts)->empty());
  facts.collections->front().error = "500 Internal error";
  CHECK_FALSE(lacking(facts));
  facts.collections.reset();
  CHECK_FALSE(lacking(facts));
}

TEST_CASE("all that is expected was there from the first look on at which it was") {
  Memory memory;
  CHECK_FALSE(after(memory, seen({})).complete_since);
  CHECK(after(memory, seen({docs()}, Seconds(15))).complete_since == kStart + Seconds(15));
  const Facts gone = after(memory, seen({}, Seconds(30)));
  CHECK(gone.complete_since == kStart + Seconds(15));
  REQUIRE(gone.remembered.size() == 1);
  CHECK(gone.remembered.front().last_seen == kStart + Seconds(15));
  CHECK(gone.remembered.front().vectors == 5000);
}

TEST_CASE("a collection that nobody expects and that went is forgotten after an hour, an expected one is not") {
  Memory memory;
  Collection other = docs();
  other.name = "scratch";
  after(memory, seen({docs(), other}));
  CHECK(after(memory, seen({}, Seconds(3599))).remembered.size() == 2);
  Facts unlisted = seen({}, Seconds(3600));
  unlisted.collections.reset();
  CHECK(after(memory, unlisted).remembered.size() == 2);
  CHECK(after(memory, seen({}, Seconds(3600))).remembered.size() == 1);
}

TEST_CASE("changed parameters are remembered with what they were, until they are that again") {
  Memory memory;
  CHECK(after(memory, seen({docs(16)})).changes.empty());
  const auto changes = after(memory, seen({docs(8)}, Seconds(15))).changes;
  REQUIRE(changes.size() == 1);
  CHECK(changes.front().before.index.m == 16);
  CHECK(changes.front().index.m == 8);
  CHECK_FALSE(changes.front().made_anew);
  CHECK(after(memory, seen({docs(8)}, Seconds(30))).changes.front().at == kStart + Seconds(15));
  CHECK(after(memory, seen({docs(4)}, Seconds(45))).changes.front().before.index.m == 16);
  CHECK(after(memory, seen({docs(16)}, Seconds(60))).changes.empty());
}

TEST_CASE("parameters that changed an hour ago are the usual ones") {
  Memory memory;
  after(memory, seen({docs(16)}));
  after(memory, seen({docs(8)}, Seconds(15)));
  CHECK(after(memory, seen({docs(8)}, Seconds(3614))).changes.size() == 1);
  CHECK(after(memory, seen({docs(8)}, Seconds(3615))).changes.empty());
}

TEST_CASE("an index that is expected and is not there is lacking, one that is flat by choice is not") {
  Collection bare = docs();
  bare.index = {"flat", "", {}, {}, {}, {}, {}};
  Facts facts = seen({bare});
  CHECK(lacking(facts)->empty());
  facts.expected.index = {"", "cosine", 16, 64, {}, {}, {}};
  CHECK(*lacking(facts) ==
        std::vector{Lack{"docs", "index", "none", "one with space cosine, m 16, ef_construction 64"}});
  facts.expected.index = {"", "cosine", {}, {}, {}, {}, {}};
  facts.collections->front().index.space = "cosine";
  CHECK(lacking(facts)->empty());
}

TEST_CASE("an index that was dropped stays a change until it is back") {
  Memory memory;
  Collection bare = docs();
  bare.index = {"flat", "", {}, {}, {}, {}, {}};
  after(memory, seen({docs()}));
  CHECK(after(memory, seen({bare}, Seconds(15))).changes.size() == 1);
  const auto later = after(memory, seen({bare}, Seconds(100'000))).changes;
  REQUIRE(later.size() == 1);
  CHECK(later.front().at == kStart + Seconds(15));
  CHECK(later.front().before.index.kind == "hnsw");
  CHECK(after(memory, seen({docs()}, Seconds(100'015))).changes.empty());
}

TEST_CASE("a dimension told late, a parameter not told this time and a first index are no change") {
  Memory memory;
  Collection empty = docs();
  empty.dimension.reset();
  empty.index.kind = "flat";
  after(memory, seen({empty}));
  CHECK(after(memory, seen({docs()}, Seconds(15))).changes.empty());
  Collection told_less = docs();
  told_less.index.m.reset();
  CHECK(after(memory, seen({told_less}, Seconds(30))).changes.empty());
  CHECK(after(memory, seen({docs(8)}, Seconds(45))).changes.size() == 1);
}

TEST_CASE("a collection that was made anew with other parameters is told as that") {
  Memory memory;
  after(memory, seen({docs(16)}));
  Collection other = docs(8);
  other.id = "9a20";
  CHECK(after(memory, seen({other}, Seconds(15))).changes.front().made_anew);
}

TEST_CASE("of each operation the last three probes are remembered, each once, those that failed not") {
  Memory memory;
  for (const auto& probe : {search_at(0, 0.1), search_at(0, 0.1), search_at(60, 0.2), search_at(120, 5, false),
                            search_at(180, 0.3), search_at(240, 0.4)}) {
    Facts facts = seen({docs()});
    facts.probes = {probe};
    memory.take(facts);
  }
  const auto recent = after(memory, seen({docs()})).recent;
  REQUIRE(recent.size() == 3);
  CHECK(recent.front().took == Seconds(0.2));
  CHECK(recent.back().took == Seconds(0.4));
}
