#include "collectors/pgbouncer/pools.hpp"

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

using namespace lifeguard;
using namespace lifeguard::pgbouncer;

namespace {

Pool pool_named(const Facts& facts, const std::string& name) {
  const auto pools = pools_of(facts);
  REQUIRE(pools);
  for (const Pool& pool : *pools) {
    if (pool.name == name) return pool;
  }
  FAIL("no pool " + name);
  return {};
}

bool has_pool(const Facts& facts, const std::string& name) {
  const auto pools = pools_of(facts);
  return std::any_of(pools->begin(), pools->end(), [&](const Pool& pool) { return pool.name == name; });
}

}  // namespace

TEST_CASE("a pool's connections are used unless they are idle, and its limit is default_pool_size") {
  Facts facts = a_bouncer();
  PoolRow& row = facts.pools->front();
  row.servers_idle = 2;
  row.servers_login = 1;
  const Pool pool = pool_named(facts, "shop/app");
  CHECK(pool.used == 4);
  CHECK(pool.idle == 2);
  CHECK(pool.waiting == 0);
  CHECK_FALSE(pool.longest_wait);
  CHECK(pool.limit == 20);
  CHECK(pool.limit_name == "default_pool_size");
  CHECK(pool.raise ==
        "Raise default_pool_size (now 20), or give shop a pool_size, in pgbouncer.ini and RELOAD; the server "
        "behind must have the slots");
}

TEST_CASE("the smallest of the limits binds, and is named") {
  Facts facts = a_bouncer();
  Database& shop = facts.databases->front();
  shop.pool_size = 10;
  CHECK(pool_named(facts, "shop/app").limit_name == "pool_size of shop");
  shop.reserve_pool_size = 5;
  CHECK(pool_named(facts, "shop/app").limit == 15);
  CHECK(pool_named(facts, "shop/app").limit_name == "pool_size of shop and reserve_pool_size, 10 + 5");
  shop.max_connections = 12;
  CHECK(pool_named(facts, "shop/app").limit == 12);
  CHECK(pool_named(facts, "shop/app").limit_name == "max_db_connections of shop");
  (*facts.config)["max_user_connections"] = "9";
  CHECK(pool_named(facts, "shop/app").limit_name == "max_user_connections of app");
  facts.users->front().max_connections = 8;
  CHECK(pool_named(facts, "shop/app").limit == 8);
}

TEST_CASE("a limit that several pools share is a pool, one that a single pool has is not") {
  Facts facts = a_bouncer();
  facts.databases->front().max_connections = 12;
  CHECK_FALSE(has_pool(facts, "database shop"));
  facts.pools->push_back(pool_row("shop", "report", 9, 4, 2.5));
  const Pool pool = pool_named(facts, "database shop");
  CHECK(pool.used == 12);
  CHECK(pool.limit == 12);
  CHECK(pool.waiting == 4);
  CHECK(pool.longest_wait == Seconds(2.5));

  (*facts.config)["max_user_connections"] = "5";
  facts.pools->push_back(pool_row("crm", "app", 1));
  CHECK(pool_named(facts, "user app").used == 4);
  CHECK_FALSE(has_pool(facts, "user report"));
}

TEST_CASE("clients are a pool under max_client_conn") {
  const Pool pool = pool_named(a_bouncer(), "clients");
  CHECK(pool.used == 12);
  CHECK(pool.limit == 100);
  CHECK_FALSE(pool.waiting);
  CHECK(pool.limit_name == "max_client_conn");
}

TEST_CASE("pools whose limits were not read are not known") {
  for (const auto forget :
       {+[](Facts& facts) { facts.databases.reset(); }, +[](Facts& facts) { facts.config.reset(); },
        +[](Facts& facts) { facts.lists.reset(); }, +[](Facts& facts) { facts.pools.reset(); }}) {
    Facts facts = a_bouncer();
    forget(facts);
    CHECK_FALSE(pools_of(facts));
  }
}

TEST_CASE("a pool whose database was taken out by a RELOAD has connections and no limit") {
  Facts facts = a_bouncer();
  facts.pools->push_back(pool_row("gone", "app", 2));
  CHECK(pool_named(facts, "gone/app").used == 2);
  CHECK_FALSE(pool_named(facts, "gone/app").limit);
}
