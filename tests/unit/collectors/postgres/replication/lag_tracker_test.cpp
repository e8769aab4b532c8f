#include "collectors/postgres/replication/lag_tracker.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using postgres::LagTracker;

namespace {

TimePoint at(double second) {
  return TimePoint{} + Seconds(1'000'000 + second);
}

}  // namespace

TEST_CASE("a follower that has everything is not behind, however long nobody writes") {
  LagTracker tracker;
  tracker.look(100, 100, at(0));
  tracker.look(100, 100, at(3600));
  CHECK(tracker.behind() == Seconds(0));
  CHECK(tracker.measured());
}

TEST_CASE("a follower that stands still is behind since the end that it has not reached") {
  LagTracker tracker;
  tracker.look(100, 100, at(0));
  tracker.look(200, 100, at(10));
  CHECK(tracker.behind() == Seconds(0));
  tracker.look(300, 100, at(40));
  CHECK(tracker.behind() == Seconds(30));
  CHECK(tracker.measured());
}

TEST_CASE("one that follows at a distance is behind by that distance") {
  LagTracker tracker;
  for (int second = 0; second <= 600; second += 10) {
    tracker.look(second, second - 60, at(second));
    if (second >= 120) CHECK(tracker.behind() == Seconds(50));  // 60, to within one look
  }
}

TEST_CASE("one that was behind before we looked is behind at least since then") {
  LagTracker tracker;
  tracker.look(500, 100, at(0));
  tracker.look(500, 200, at(20));
  CHECK(tracker.behind() == Seconds(20));
  CHECK_FALSE(tracker.measured());
}

TEST_CASE("a long lag is told by few marks") {
  LagTracker tracker;
  tracker.look(0, 0, at(0));
  for (int look = 1; look <= 10'000; ++look) tracker.look(look, 0, at(look));
  CHECK(tracker.behind() == Seconds(9999));
}

TEST_CASE("after a failover to where the WAL ends earlier the tracker begins anew") {
  LagTracker tracker;
  tracker.look(100, 100, at(0));
  tracker.look(300, 100, at(10));
  tracker.look(250, 250, at(70));
  CHECK(tracker.behind() == Seconds(0));
}
