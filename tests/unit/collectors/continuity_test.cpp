#include "collectors/continuity.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

TimePoint at(double seconds) {
  return TimePoint{} + Seconds(seconds);
}

Snapshot up(double seconds) {
  Snapshot snapshot;
  snapshot.taken = at(seconds);
  snapshot.up = true;
  snapshot.backend = "postgres/42";
  snapshot.parts = {{"activity", true, {}, ""}, {"server", true, {}, ""}};
  return snapshot;
}

Snapshot down(double seconds, std::string error = "connection refused") {
  Snapshot snapshot;
  snapshot.taken = at(seconds);
  snapshot.backend = "postgres/db:5432";
  snapshot.error = std::move(error);
  return snapshot;
}

/// Each continued from the one before.
std::vector<Snapshot> story(std::vector<Snapshot> snapshots) {
  const Snapshot* previous = nullptr;
  for (Snapshot& snapshot : snapshots) {
    continue_from(previous, snapshot);
    previous = &snapshot;
  }
  return snapshots;
}

}  // namespace

TEST_CASE("a target is down since it was first found so, and was last seen when it was last up") {
  const auto told = story({up(1), down(2), down(3)});
  CHECK(told[0].last_success == at(1));
  CHECK_FALSE(told[0].down_since);
  CHECK(told[2].down_since == at(2));
  CHECK(told[2].last_success == at(1));
}

TEST_CASE("a target that was never up was never seen") {
  const auto told = story({down(1), down(2)});
  CHECK_FALSE(told[1].last_success);
  CHECK(told[1].down_since == at(1));
}

TEST_CASE("a target that is down again is so from anew") {
  CHECK(story({down(1), up(2), down(3)})[2].down_since == at(3));
}

TEST_CASE("a target that is down for another reason now says that one of its parts too") {
  Snapshot seen = up(1);
  seen.parts[1] = {"server", false, {}, "no privilege"};
  const auto told = story({seen, down(2), down(3, "no answer within 1.0 s")});
  CHECK(told[2].parts[0].error == "no answer within 1.0 s");
  CHECK(told[2].parts[1].error == "no privilege");
}

TEST_CASE("while a target is down all its parts have failed, for the same reason") {
  const auto told = story({up(1), down(2)});
  REQUIRE(told[1].parts.size() == 2);
  for (const PartResult& part : told[1].parts) {
    CHECK_FALSE(part.success);
    CHECK(part.error == "connection refused");
  }
}

TEST_CASE("what is behind a target is known while it is down") {
  CHECK(story({up(1), down(2)})[1].backend == "postgres/42");
}

TEST_CASE("the log is told of changes only") {
  const auto told = story({up(1), down(2), down(3), down(4, "no route"), up(5), up(6)});
  CHECK(news(nullptr, told[0]).empty());
  CHECK(news(&told[0], told[1]) == std::vector<std::string>{"connection refused"});
  CHECK(news(&told[1], told[2]).empty());
  CHECK(news(&told[2], told[3]) == std::vector<std::string>{"no route"});
  CHECK(news(&told[3], told[4]) == std::vector<std::string>{"answers again"});
  CHECK(news(&told[4], told[5]).empty());
}

TEST_CASE("a part that fails is told once, and so is its mending") {
  Snapshot failing = up(2);
  failing.parts[1] = {"server", false, {}, "databases: permission denied"};
  CHECK(news(nullptr, failing) == std::vector<std::string>{"databases: permission denied"});
  const Snapshot before = up(1), after = up(3);
  CHECK(news(&before, failing) == std::vector<std::string>{"databases: permission denied"});
  CHECK(news(&failing, failing).empty());
  CHECK(news(&failing, after) == std::vector<std::string>{"server: collected again"});
}
