#include "collectors/app_pool/adapters.hpp"

#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

std::vector<AppPool> pools(std::string_view page, std::string_view library = "auto") {
  const auto of_pools = [&](std::string_view name) { return is_pool_metric(name, library); };
  return pools_on(read_exposition(page, of_pools).lines, library);
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

TEST_CASE("OpenTelemetry's times in seconds, with the unit in the name and without") {
  for (const std::string unit : {"_seconds", ""}) {
    const auto found = pools(
        "db_client_connection_count{pool_name=\"p\",state=\"used\"} 4\n"
        "db_client_connection_use_time" +
        unit +
        "_sum{pool_name=\"p\"} 2.5\n"
        "db_client_connection_use_time" +
        unit + "_count{pool_name=\"p\"} 10\n");
    REQUIRE(found.size() == 1);
    CHECK(found[0].use_seconds == 2.5);
    CHECK(found[0].uses == 10.0);
  }
}

TEST_CASE("Npgsql is known by what it alone tells, beside what OpenTelemetry's conventions have too") {
  const auto found = pools(
      "db_client_connection_count{db_client_connection_pool_name=\"shop\",db_client_connection_state=\"used\"} "
      "4\n"
      "db_client_connection_count{db_client_connection_pool_name=\"shop\",db_client_connection_state=\"idle\"} "
      "1\n"
      "db_client_connection_max{db_client_connection_pool_name=\"shop\"} 5\n"
      "db_client_connection_npgsql_pending_requests{db_client_connection_pool_name=\"shop\"} 2\n"
      "db_client_connection_npgsql_timeouts_total{db_client_connection_pool_name=\"shop\"} 3\n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].library == "npgsql");
  CHECK(found[0].used == 4.0);
  CHECK(found[0].waiting == 2.0);
  CHECK(found[0].timeouts == 3.0);
}

TEST_CASE("Npgsql 8 and 9 speak as OpenTelemetry did, and create_time in seconds") {
  const std::string_view page =
      "db_client_connections_usage{pool_name=\"shop\",state=\"used\"} 4\n"
      "db_client_connections_usage{pool_name=\"shop\",state=\"idle\"} 1\n"
      "db_client_connections_max{pool_name=\"shop\"} 5\n"
      "db_client_connections_pending_requests{pool_name=\"shop\"} 2\n";
  REQUIRE(pools(page).size() == 1);
  CHECK(pools(page)[0].library == "otel");
  CHECK(pools(page)[0].waiting == 2.0);
  CHECK(pools(page, "npgsql").at(0).used == 4.0);
}

TEST_CASE("pgxpool by its two collectors") {
  const auto own = pools(
      "pgxpool_max_conns{db_name=\"shop\"} 8\npgxpool_acquired_conns{db_name=\"shop\"} 3\n"
      "pgxpool_idle_conns{db_name=\"shop\"} 1\npgxpool_acquire_duration_ns{db_name=\"shop\"} 2e9\n"
      "pgxpool_canceled_acquire_count{db_name=\"shop\"} 6\n");
  REQUIRE(own.size() == 1);
  CHECK(own[0].library == "pgxpool");
  CHECK(own[0].limit == 8.0);
  CHECK(own[0].used == 3.0);
  CHECK(own[0].wait_seconds == 2.0);
  CHECK(own[0].timeouts == 6.0);
  const auto otel =
      pools("pgxpool_max_connections 8\npgxpool_acquired_connections 3\npgxpool_total_connections 4\n");
  REQUIRE(otel.size() == 1);
  CHECK(otel[0].name == "pgxpool");
  CHECK(otel[0].idle == 1.0);
}

TEST_CASE("ActiveRecord by its two exporters, and node-postgres by its own") {
  const auto rails = pools(
      "ruby_active_record_connection_pool_size{pool_name=\"primary\"} 5\n"
      "ruby_active_record_connection_pool_busy{pool_name=\"primary\"} 4\n"
      "ruby_active_record_connection_pool_waiting{pool_name=\"primary\"} 2\n");
  REQUIRE(rails.size() == 1);
  CHECK(rails[0].library == "rails");
  CHECK(rails[0].name == "primary");
  CHECK(rails[0].waiting == 2.0);
  CHECK(pools("activerecord_connection_pool_busy{config=\"primary\"} 4\n").at(0).used == 4.0);
  const auto node = pools("pg_pool_size{pool_name=\"a\"} 5\npg_pool_idle_connections{pool_name=\"a\"} 2\n");
  REQUIRE(node.size() == 1);
  CHECK(node[0].library == "node-pg");
  CHECK(node[0].used == 3.0);
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
