#include "collectors/vector/kept.hpp"

#include "tests/catch.hpp"

namespace lifeguard::vector_store {
namespace {

const TimePoint kThen{std::chrono::hours(1)};

Facts at(TimePoint taken) {
  Facts facts;
  facts.taken = taken;
  return facts;
}

Facts a_look() {
  Facts facts = at(kThen);
  facts.ready = true;
  facts.version = "1.0.0";
  facts.left_out = 3;
  facts.collections.emplace(2);
  return facts;
}

Facts kept_in(Facts facts) {
  keep_last(a_look(), kThen, facts);
  return facts;
}

}  // namespace

TEST_CASE("of a store that wants to be left alone the last look is kept, and is as old as it is") {
  const Facts kept = kept_in(at(kThen + std::chrono::seconds(30)));
  CHECK(kept.ready == true);
  CHECK(kept.version == "1.0.0");
  CHECK(kept.collections->size() == 2);
  CHECK(kept.left_out == 3);
  CHECK(kept.taken == kThen);
}

TEST_CASE("what a store did tell before it wanted to be left alone is newer than what is kept") {
  Facts half = at(kThen + std::chrono::seconds(30));
  half.ready = false;
  half.not_ready = "loading";
  const Facts kept = kept_in(half);
  CHECK(kept.ready == false);
  CHECK(kept.not_ready == "loading");
  CHECK(kept.collections->size() == 2);
  Facts whole = half;
  whole.collections.emplace();
  CHECK(kept_in(whole).collections->empty());
  CHECK(kept_in(whole).taken == whole.taken);
}

TEST_CASE("collections that were told are of now, though whether it is ready is of the look before") {
  Facts listed = at(kThen + std::chrono::seconds(30));
  listed.collections.emplace();
  const Facts kept = kept_in(listed);
  CHECK(kept.ready == true);
  CHECK(kept.taken == listed.taken);
  Facts later = at(kThen + std::chrono::seconds(601));
  later.collections.emplace();
  keep_last(kept, kThen, later);
  CHECK_FALSE(later.ready);
}

TEST_CASE("a look of long ago stands for nothing") {
  const Facts kept = kept_in(at(kThen + std::chrono::seconds(601)));
  CHECK_FALSE(kept.ready);
  CHECK_FALSE(kept.collections);
}

}  // namespace lifeguard::vector_store
