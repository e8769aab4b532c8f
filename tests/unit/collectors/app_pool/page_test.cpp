#include "collectors/app_pool/page.hpp"

#include "collectors/app_pool/exposition.hpp"
#include "collectors/pool.hpp"
#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

Page page(std::string_view body, const std::string& kind = "auto") {
  Reading how;
  how.kind = kind;
  return read_page(body, how);
}

}  // namespace

TEST_CASE("a page is taken for JSON or for metrics by how it begins") {
  CHECK(page("\n {\"totalCount\": 3, \"idleCount\": 1}").pools.at(0).library == "node-pg");
  CHECK(page("go_sql_in_use_connections{db_name=\"shop\"} 3\n").pools.at(0).library == "go");
}

TEST_CASE("a page tells when its process began") {
  const Page found =
      page("process_start_time_seconds 1700000000.5\ngo_sql_in_use_connections{db_name=\"s\"} 3\n");
  CHECK(found.process_start == 1700000000.5);
  CHECK_FALSE(page("go_sql_in_use_connections{db_name=\"s\"} 3\n").process_start);
}

TEST_CASE("a library without names of its own is told of by OpenTelemetry's") {
  const Page found = page("db_client_connection_count{pool_name=\"main\",state=\"used\"} 4\n", "sqlalchemy");
  REQUIRE(found.pools.size() == 1);
  CHECK(found.pools[0].library == "sqlalchemy");
  CHECK(found.pools[0].used == 4.0);
}

TEST_CASE("a page without a pool is told apart from one without metrics") {
  const Page found = page("up 1\nhttp_requests_total{code=\"200\"} 1\nhttp_requests_total{code=\"404\"} 1\n");
  CHECK(found.pools.empty());
  CHECK(found.none.starts_with("the page has 2 metrics, none of a pool that Lifeguard knows (go, hikaricp, "));
  CHECK_THROWS_AS(page("<html>"), NotMetrics);
  CHECK_THROWS_AS(page(""), NotMetrics);
}

TEST_CASE("a page of another library's pool says which") {
  CHECK(page("hikaricp_connections_active{pool=\"h\"} 1\n", "go").none ==
        "the page has 1 metric, none of a pool of kind \"go\" but of hikaricp; set kind = \"auto\"");
}

TEST_CASE("a page says what of it could not be read") {
  const Page found = page(
      "go_sql_in_use_connections{db_name=\"a\"} 3\ngo_sql_in_use_connections{db_name=\"a\"} 4\n"
      "go_sql_idle_connections{db_name=\"a\"} NaN\ngo_sql_idle_connections{db_name=\"b\"} NaN\n"
      "go_sql_max_open_connections{db_na");
  REQUIRE(found.pools.size() == 1);
  CHECK(found.pools[0].used == 4.0);
  CHECK_FALSE(found.pools[0].idle);
  REQUIRE(found.remarks.size() == 3);
  CHECK(found.remarks[0] ==
        "a line of the page cannot be read and is left out: go_sql_max_open_connections{db_na");
  CHECK(found.remarks[1].starts_with("a series is twice on the page, and the last counts: go_sql_in_use"));
  CHECK(found.remarks[2].starts_with(
      "2 values of the page are no numbers and are left out, the first of them: go"));
}

TEST_CASE("kind json wants JSON") {
  CHECK_THROWS_WITH(page("go_sql_in_use_connections 3\n", "json"),
                    "the page is not JSON, as kind = \"json\" says");
}

TEST_CASE("two pools of one name in JSON add up") {
  const Page found = page(R"([{"name":"a","totalCount":3,"idleCount":1,"max":5},
                              {"name":"a","totalCount":2,"idleCount":2,"max":5}])");
  REQUIRE(found.pools.size() == 1);
  CHECK(found.pools[0].merged == 2);
  CHECK(found.pools[0].used == 2.0);
  CHECK(found.pools[0].limit == 10.0);
}

TEST_CASE("of very many pools those with the most connections are kept") {
  std::string body;
  for (int i = 0; i < 200; ++i) {
    body +=
        "go_sql_in_use_connections{db_name=\"tenant" + std::to_string(i) + "\"} " + std::to_string(i) + "\n";
  }
  const Page found = page(body);
  CHECK(found.pools.size() == kMostPools);
  CHECK(found.left_out == 200 - kMostPools);
  CHECK(found.pools.front().used == 199.0);
}

}  // namespace lifeguard::app_pool
