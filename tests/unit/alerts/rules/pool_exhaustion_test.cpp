#include "alerts/rules/pool_exhaustion.hpp"

#include "alerts/incidents.hpp"
#include "collectors/pool_metrics.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

Pool bouncer_pool(int used, int waiting, std::optional<Seconds> longest_wait = {}) {
  Pool pool;
  pool.name = "shop/app";
  pool.title = "pool shop/app";
  pool.used = used;
  pool.limit = 20;
  pool.waiting = waiting;
  pool.longest_wait = longest_wait;
  pool.limit_name = "default_pool_size";
  pool.raise = "Raise default_pool_size";
  pool.see_holders = "SHOW CLIENTS";
  return pool;
}

struct Bouncer {
  History history;

  static Snapshot snapshot(const Pool& pool, TimePoint taken = kNow) {
    Snapshot snapshot;
    snapshot.target = "bouncer";
    snapshot.kind = "pgbouncer";
    snapshot.taken = taken;
    snapshot.pools = {pool};
    return snapshot;
  }

  /// It has looked like this for two minutes.
  void remember(const Pool& pool) {
    for (int ago = 120; ago >= 0; ago -= 5) history.record(snapshot(pool, kNow - Seconds(ago)));
  }

  /// It looked like `before` a minute ago and like `now` ever since.
  void remember(const Pool& before, const Pool& now) {
    for (int ago = 65; ago >= 0; ago -= 5)
      history.record(snapshot(ago > 30 ? before : now, kNow - Seconds(ago)));
  }

  std::vector<Finding> see(const Pool& pool) const {
    const Snapshot now = snapshot(pool);
    return PoolExhaustion{PoolExhaustionConfig{}}.inspect(View{now, history});
  }
};

}  // namespace

TEST_CASE("a full pool that clients wait for is critical, and the alert says which limit binds") {
  const auto finding = Bouncer{}.see(bouncer_pool(20, 7, Seconds(4))).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.key == "shop/app");
  CHECK(finding.summary ==
        "20 of 20 connections of the pool shop/app are taken (100 %, limit: default_pool_size), and 7 wait for "
        "one, the longest for 4.0 s");
  CHECK(finding.remedy == "Raise default_pool_size; first see who holds them: SHOW CLIENTS");
}

TEST_CASE("a pool that is full for a moment does its work") {
  CHECK(Bouncer{}.see(bouncer_pool(20, 0)).at(0).severity == Severity::none);
  CHECK(Bouncer{}.see(bouncer_pool(20, 3, Seconds(0.2))).at(0).severity == Severity::none);
}

TEST_CASE("a pool that stays full for a minute is a warning even when nobody waits") {
  Bouncer bouncer;
  bouncer.remember(bouncer_pool(19, 0));
  CHECK(bouncer.see(bouncer_pool(20, 0)).at(0).severity == Severity::warning);
}

TEST_CASE("clients that wait for a pool with room left wait for something else") {
  CHECK(Bouncer{}.see(bouncer_pool(5, 7, Seconds(4))).empty());
}

TEST_CASE("where a pool does not tell for how long its clients wait, two looks tell") {
  Bouncer bouncer;
  bouncer.remember(bouncer_pool(20, 0), bouncer_pool(20, 2));
  CHECK(bouncer.see(bouncer_pool(20, 2)).at(0).severity == Severity::critical);

  Bouncer busy_for_a_moment;
  busy_for_a_moment.remember(bouncer_pool(5, 0));
  CHECK(busy_for_a_moment.see(bouncer_pool(20, 2)).at(0).severity == Severity::none);
}

TEST_CASE("who gave up waiting is told for a minute, though the pool has room again") {
  Pool calm = bouncer_pool(5, 0), after = calm;
  calm.timeouts = 4;
  after.timeouts = 7;
  Bouncer bouncer;
  bouncer.remember(calm, after);
  const auto finding = bouncer.see(after).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "5 of 20 connections of the pool shop/app are taken (25 %, limit: default_pool_size); 3 waits for one "
        "were given up in the last minute");

  after.limit.reset();
  after.raise.clear();
  CHECK(bouncer.see(after).at(0).remedy == "See who holds them: SHOW CLIENTS");

  Bouncer long_ago;
  long_ago.remember(after);
  CHECK(long_ago.see(after).empty());
}

TEST_CASE("a pool without a limit is never full") {
  Pool pool = bouncer_pool(20, 7, Seconds(4));
  pool.limit.reset();
  CHECK(Bouncer{}.see(pool).empty());
}

TEST_CASE("pools that are not known are not judged") {
  Snapshot snapshot;
  snapshot.kind = "pgbouncer";
  const History none;
  const PoolExhaustion rule{PoolExhaustionConfig{}};
  CHECK_FALSE(observe(rule, View{snapshot, none}).asked);
  snapshot.pools.emplace();
  CHECK(observe(rule, View{snapshot, none}).asked);
}
