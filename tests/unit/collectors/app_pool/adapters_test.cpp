#include "collectors/app_pool/adapters.hpp"

#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

std::vector<AppPool> pools(std::string_view page, std::string_view library = "auto") {
  return pools_on(read_exposition(page, [&](std::string_view name) { return is_pool_metric(name, library); }),
                  library);
}

}  // namespace

TEST_CASE("HikariCP through Micrometer") {
  const auto found = pools(
      "hikaricp_connections{pool=\"HikariPool-1\"} 9\nhikaricp_connections_active{pool=\"HikariPool-1\"} 7\n"
      "hikaricp_connections_idle{pool=\"HikariPool-1\"} 2\nhikaricp_connections_pending{pool=\"HikariPool-1\"} "
      "4\n"
      "hikaricp_connections_max{pool=\"HikariPool-1\"} "
      "10\nhikaricp_connections_timeout_total{pool=\"HikariPool-1\"} 3\n"
      "hikaricp_connections_usage_seconds_count{pool=\"HikariPool-1\"} 100\n"
      "hikaricp_connections_usage_seconds_sum{pool=\"HikariPool-1\"} 2.5\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "HikariPool-1");
  CHECK(found[0].library == "hikaricp");
  CHECK(found[0].limit == 10.0);
  CHECK(found[0].used == 7.0);
  CHECK(found[0].idle == 2.0);
  CHECK(found[0].waiting == 4.0);
  CHECK(found[0].timeouts == 3.0);
  CHECK(found[0].uses == 100.0);
  CHECK(found[0].use_seconds == 2.5);
  CHECK_FALSE(found[0].wait_seconds);
}

TEST_CASE("HikariCP's own tracker counts in nanoseconds and milliseconds") {
  const auto found = pools(
      "hikaricp_active_connections{pool=\"main\"} 1\nhikaricp_max_connections{pool=\"main\"} 5\n"
      "hikaricp_pending_threads{pool=\"main\"} 0\nhikaricp_connection_acquired_nanos_sum{pool=\"main\"} 3e9\n"
      "hikaricp_connection_usage_millis_sum{pool=\"main\"} 1500\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].limit == 5.0);
  CHECK(found[0].wait_seconds == 3.0);
  CHECK(found[0].use_seconds == 1.5);
}

TEST_CASE("Go's database/sql without a limit has none, and counts no waiters") {
  const auto found = pools(
      "go_sql_max_open_connections{db_name=\"shop\"} 0\ngo_sql_in_use_connections{db_name=\"shop\"} 3\n"
      "go_sql_idle_connections{db_name=\"shop\"} 2\ngo_sql_open_connections{db_name=\"shop\"} 5\n");
  REQUIRE(found.size() == 1);
  CHECK_FALSE(found[0].limit);
  CHECK_FALSE(found[0].waiting);
  CHECK(found[0].used == 3.0);
}

TEST_CASE("OpenTelemetry's names, of today and of before") {
  const auto today = pools(
      "db_client_connection_count{db_client_connection_pool_name=\"p\",db_client_connection_state=\"used\"} 4\n"
      "db_client_connection_count{db_client_connection_pool_name=\"p\",db_client_connection_state=\"idle\"} 1\n"
      "db_client_connection_pending_requests{db_client_connection_pool_name=\"p\"} 2\n");
  REQUIRE(today.size() == 1);
  CHECK(today[0].used == 4.0);
  CHECK(today[0].idle == 1.0);
  CHECK(today[0].waiting == 2.0);
  const auto before = pools(
      "db_client_connections_usage{pool_name=\"p\",state=\"used\"} "
      "4\ndb_client_connections_max{pool_name=\"p\"} 8\n"
      "db_client_connections_wait_time_milliseconds_sum{pool_name=\"p\"} 250\n");
  REQUIRE(before.size() == 1);
  CHECK(before[0].used == 4.0);
  CHECK(before[0].limit == 8.0);
  CHECK(before[0].wait_seconds == 0.25);
}

TEST_CASE("two pools of one name add up, and say so") {
  const auto found = pools(
      "go_sql_in_use_connections{db_name=\"shop\",shard=\"1\"} "
      "3\ngo_sql_in_use_connections{db_name=\"shop\",shard=\"2\"} 4\n"
      "go_sql_max_open_connections{db_name=\"shop\",shard=\"1\"} "
      "5\ngo_sql_max_open_connections{db_name=\"shop\",shard=\"2\"} 5\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].used == 7.0);
  CHECK(found[0].limit == 10.0);
  CHECK(found[0].merged == 2);
}

TEST_CASE("a pool that two libraries tell of is one pool") {
  const auto found = pools(
      "hikaricp_connections_active{pool=\"HikariPool-1\"} 7\nhikaricp_connections_max{pool=\"HikariPool-1\"} "
      "10\n"
      "db_client_connections_usage{pool_name=\"HikariPool-1\",state=\"used\"} 7\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].library == "hikaricp");
  CHECK(found[0].limit == 10.0);
}

TEST_CASE("a kind that is given leaves the other libraries out") {
  const std::string_view page =
      "go_sql_in_use_connections{db_name=\"shop\"} 3\nhikaricp_connections_active{pool=\"h\"} 1\n";
  REQUIRE(pools(page).size() == 2);
  REQUIRE(pools(page, "go").size() == 1);
  CHECK(pools(page, "go")[0].name == "shop");
}

TEST_CASE("metrics of something else are no pool") {
  CHECK(pools("http_requests_total 5\nhikaricp_connections_idle{pool=\"h\"} 1\n").empty());
}

}  // namespace lifeguard::app_pool
