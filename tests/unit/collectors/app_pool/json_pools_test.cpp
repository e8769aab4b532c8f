#include "collectors/app_pool/json_pools.hpp"

#include "collectors/app_pool/exposition.hpp"
#include "tests/catch.hpp"

namespace lifeguard::app_pool {

TEST_CASE("node-postgres' three counts, with the limit that the app adds") {
  const auto pools =
      pools_in_json(R"({"totalCount": 10, "idleCount": 1, "waitingCount": 245, "max": 10})", "auto");
  REQUIRE(pools.size() == 1);
  CHECK(pools[0].library == "node-pg");
  CHECK(pools[0].used == 9.0);
  CHECK(pools[0].idle == 1.0);
  CHECK(pools[0].waiting == 245.0);
  CHECK(pools[0].limit == 10.0);
}

TEST_CASE("psycopg_pool's get_stats()") {
  const auto pools = pools_in_json(
      R"({"pool_min":4,"pool_max":10,"pool_size":6,"pool_available":2,"requests_waiting":1,"requests_num":50,
          "requests_wait_ms":2500,"requests_errors":3,"usage_ms":8000,"connections_num":7,"connections_ms":100})",
      "auto");
  REQUIRE(pools.size() == 1);
  CHECK(pools[0].library == "psycopg");
  CHECK(pools[0].used == 4.0);
  CHECK(pools[0].wait_seconds == 2.5);
  CHECK(pools[0].timeouts == 3.0);
  CHECK(pools[0].use_seconds == 8.0);
}

TEST_CASE("SQLAlchemy's limit is its size and what may overflow it") {
  const auto pools =
      pools_in_json(R"({"size":5,"checkedin":0,"checkedout":12,"overflow":7,"max_overflow":10})", "auto");
  REQUIRE(pools.size() == 1);
  CHECK(pools[0].used == 12.0);
  CHECK(pools[0].limit == 15.0);
  CHECK_FALSE(pools_in_json(R"({"size":5,"checkedin":0,"checkedout":2,"max_overflow":-1})", "auto")[0].limit);
}

TEST_CASE("asyncpg and Rails by their own names") {
  CHECK(pools_in_json(R"({"size":4,"min_size":2,"max_size":10,"idle_size":1})", "auto")[0].used == 3.0);
  const auto rails = pools_in_json(
      R"({"size":5,"connections":5,"busy":4,"dead":0,"idle":1,"waiting":2,"checkout_timeout":5})", "rails");
  CHECK(rails[0].used == 4.0);
  CHECK(rails[0].limit == 5.0);
  CHECK(rails[0].waiting == 2.0);
}

TEST_CASE("several pools come by name or as a list") {
  const auto by_name = pools_in_json(R"({"orders":{"totalCount":2,"idleCount":2},"uptime":5})", "auto");
  REQUIRE(by_name.size() == 1);
  CHECK(by_name[0].name == "orders");
  const auto list = pools_in_json(
      R"([{"name":"a","totalCount":2,"idleCount":0},{"name":"b","totalCount":1,"idleCount":0}])", "auto");
  REQUIRE(list.size() == 2);
  CHECK(list[1].name == "b");
}

TEST_CASE("a page of one's own by pointers") {
  const AppPool pool = pool_in_json(R"({"db":{"busy":3,"cap":8}})", {"/db/busy", "", "", "/db/cap"});
  CHECK(pool.used == 3.0);
  CHECK(pool.limit == 8.0);
  CHECK_FALSE(pool.waiting);
  CHECK_THROWS_WITH(pool_in_json("{}", {"/db/busy", "", "", ""}), "the JSON page has no number at /db/busy");
  CHECK_THROWS_WITH(pool_in_json(R"({"db":{"busy":3}})", {"/db/busy", "", "/db/queue", ""}),
                    "the JSON page has no number at /db/queue");
}

TEST_CASE("what is not JSON, or holds no pool, says so") {
  CHECK_THROWS_AS(pools_in_json("<html>", "auto"), NotMetrics);
  CHECK_THROWS_AS(pools_in_json("{\"a\": {\"b\": 1}}", "auto"), NotMetrics);
  CHECK_THROWS_AS(pools_in_json("[1, 2", "auto"), NotMetrics);
}

}  // namespace lifeguard::app_pool
