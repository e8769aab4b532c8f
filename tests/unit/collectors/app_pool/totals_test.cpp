#include "collectors/app_pool/totals.hpp"

#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

AppPool with_timeouts(double timeouts) {
  AppPool pool;
  pool.name = "shop";
  pool.timeouts = timeouts;
  return pool;
}

AppPool with_waiting(double waiting, std::optional<double> wait_seconds = {}) {
  AppPool pool;
  pool.name = "shop";
  pool.waiting = waiting;
  pool.wait_seconds = wait_seconds;
  return pool;
}

/// What our totals make of a pool, five seconds after the last look.
AppPool look(Totals& totals, const AppPool& pool, std::optional<double> process_start = {},
             Seconds passed = Seconds(5)) {
  std::vector<AppPool> pools{pool};
  totals.look(pools, process_start, passed);
  return pools.front();
}

}  // namespace

TEST_CASE("a counter that begins anew goes on in ours") {
  Totals totals;
  CHECK(look(totals, with_timeouts(7)).timeouts == 7.0);
  CHECK(look(totals, with_timeouts(9)).timeouts == 9.0);
  CHECK(totals.restarts() == 0);
  CHECK(look(totals, with_timeouts(1)).timeouts == 10.0);
  CHECK(totals.restarts() == 1);
  CHECK(look(totals, with_timeouts(1)).timeouts == 10.0);
}

TEST_CASE("an app that counts more than before its restart is known by its start") {
  Totals totals;
  look(totals, with_timeouts(7), 1000);
  CHECK(look(totals, with_timeouts(8), 1000.4).timeouts == 8.0);
  CHECK(look(totals, with_timeouts(9), 2000).timeouts == 17.0);
  CHECK(totals.restarts() == 1);
}

TEST_CASE("a restart within seconds of the start before is known by its counters") {
  Totals totals;
  look(totals, with_timeouts(7), 1000);
  CHECK(look(totals, with_timeouts(2), 1001).timeouts == 9.0);
  CHECK(totals.restarts() == 1);
}

TEST_CASE("one pool that is made anew does not count what the others have counted") {
  Totals totals;
  AppPool other = with_timeouts(5);
  other.name = "orders";
  std::vector<AppPool> before{with_timeouts(7), other}, after{with_timeouts(1), other};
  totals.look(before, 1000, Seconds(5));
  totals.look(after, 1000, Seconds(5));
  CHECK(after[0].timeouts == 8.0);
  CHECK(after[1].timeouts == 5.0);
}

TEST_CASE("a counter that is missing for a while is neither lost nor counted twice") {
  Totals totals;
  look(totals, with_timeouts(7));
  AppPool without;
  without.name = "shop";
  CHECK(look(totals, without).timeouts == 7.0);
  CHECK(look(totals, with_timeouts(8)).timeouts == 8.0);
}

TEST_CASE("a counter that shows only some time after a restart counts wholly") {
  Totals totals;
  look(totals, with_timeouts(3), 1000);
  AppPool without;
  without.name = "shop";
  look(totals, without, 2000);
  CHECK(look(totals, with_timeouts(5), 2000).timeouts == 8.0);
}

TEST_CASE("waiting is added up where the library tells only how many wait") {
  Totals totals;
  CHECK(look(totals, with_waiting(0)).wait_seconds == 0.0);
  CHECK(look(totals, with_waiting(2)).wait_seconds == 5.0);
  CHECK(look(totals, with_waiting(2)).wait_seconds == 15.0);
  CHECK(look(totals, with_waiting(2), {}, Seconds(0)).wait_seconds == 15.0);
}

TEST_CASE("those who still wait count, and not again when the library counts them") {
  Totals totals;
  CHECK(look(totals, with_waiting(0, 1)).wait_seconds == 1.0);
  CHECK(look(totals, with_waiting(2, 1)).wait_seconds == 6.0);
  CHECK(look(totals, with_waiting(2, 1)).wait_seconds == 16.0);
  CHECK(look(totals, with_waiting(0, 18)).wait_seconds == 21.0);
  CHECK(look(totals, with_waiting(0, 20)).wait_seconds == 23.0);
}

TEST_CASE("waits too short to be seen count by the library alone") {
  Totals totals;
  look(totals, with_waiting(0, 1));
  CHECK(look(totals, with_waiting(0, 1.5)).wait_seconds == 1.5);
}

TEST_CASE("pools that come and go are forgotten in the end, those of now are not") {
  Totals totals;
  look(totals, with_timeouts(1));
  for (int i = 0; i < 1000; ++i) {
    AppPool tenant = with_timeouts(1);
    tenant.name = "tenant " + std::to_string(i);
    std::vector<AppPool> pools{with_timeouts(1), tenant};
    totals.look(pools, {}, Seconds(5));
  }
  CHECK(look(totals, with_timeouts(2)).timeouts == 2.0);
  AppPool first = with_timeouts(5);
  first.name = "tenant 0";
  CHECK(look(totals, first).timeouts == 5.0);
}

}  // namespace lifeguard::app_pool
