#include "collectors/pgbouncer/waiting.hpp"

#include "tests/catch.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

using namespace lifeguard;
using namespace lifeguard::pgbouncer;

namespace {

TimePoint at(double seconds) {
  return TimePoint{} + Seconds(seconds);
}

double waited(const Waiting& waiting) {
  return waiting.sums().at({"shop", "app"}).count();
}

}  // namespace

TEST_CASE("waiting adds up while clients still wait") {
  Waiting waiting;
  waiting.look({pool_row("shop", "app", 3, 2, 60)}, at(0));
  CHECK(waited(waiting) == 0);  // what was before is not ours to count
  waiting.look({pool_row("shop", "app", 3, 2, 65)}, at(5));
  waiting.look({pool_row("shop", "app", 3, 2, 70)}, at(10));
  CHECK(waited(waiting) == Approx(20));
}

TEST_CASE("who has begun to wait since counts from then, who has stopped for half of the time") {
  CHECK(waited_between(0, pool_row("shop", "app", 3, 4, 0.5), Seconds(5)).count() == Approx(1));
  CHECK(waited_between(4, pool_row("shop", "app", 3), Seconds(5)).count() == Approx(10));
  CHECK(waited_between(0, pool_row("shop", "app", 3), Seconds(5)).count() == 0);
}

TEST_CASE("time in which nobody looked is not counted, and the sum never goes back") {
  Waiting waiting;
  waiting.look({pool_row("shop", "app", 3, 2, 60)}, at(0));
  waiting.look({pool_row("shop", "app", 3, 2, 65)}, at(5));
  waiting.interrupted();
  waiting.look({pool_row("shop", "app", 3, 2, 65)}, at(3600));
  CHECK(waited(waiting) == Approx(10));
  waiting.look({pool_row("shop", "app", 3, 2, 65)}, at(3590));  // the clock was set back
  CHECK(waited(waiting) == Approx(10));
}

TEST_CASE("a pool that is gone is forgotten") {
  Waiting waiting;
  waiting.look({pool_row("shop", "app", 3, 2, 60), pool_row("old", "app", 1)}, at(0));
  waiting.look({pool_row("shop", "app", 3, 2, 65)}, at(5));
  CHECK(waiting.sums().size() == 1);
}

TEST_CASE("counters that went back mean a restart, databases that come and go do not") {
  const auto totals = [](std::string database, std::int64_t queries) {
    Totals totals;
    totals.database = std::move(database);
    totals.queries = queries;
    return totals;
  };
  CHECK(counts_anew({totals("shop", 9)}, {totals("shop", 8)}));
  CHECK_FALSE(counts_anew({totals("shop", 9)}, {totals("shop", 9)}));
  CHECK_FALSE(counts_anew({totals("shop", 9)}, {totals("crm", 1)}));
  CHECK_FALSE(counts_anew({}, {totals("shop", 9)}));
}
