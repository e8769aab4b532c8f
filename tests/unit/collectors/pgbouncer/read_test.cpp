#include "collectors/pgbouncer/read.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::pgbouncer;

namespace {

// Columns and rows of words; "~" is null.
Table table(std::string show, const std::vector<std::string>& lines) {
  const auto words = [](const std::string& line) {
    std::vector<std::string> words(1);
    for (const char c : line) {
      if (c == ' ') {
        words.emplace_back();
      } else {
        words.back() += c;
      }
    }
    return words;
  };
  Table table;
  table.show = std::move(show);
  table.columns = words(lines.front());
  for (std::size_t i = 1; i < lines.size(); ++i) {
    Table::Row row;
    for (std::string& word : words(lines[i])) {
      row.push_back(word == "~" ? std::nullopt : std::optional(std::move(word)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace

TEST_CASE("pools are read, the console's own left out, cancel requests among the active") {
  const auto pools = read_pools(table(
      "POOLS", {"database user cl_active cl_waiting cl_active_cancel_req cl_waiting_cancel_req sv_active "
                "sv_active_cancel sv_being_canceled sv_idle sv_used sv_tested sv_login maxwait maxwait_us "
                "pool_mode",
                "pgbouncer pgbouncer 1 0 0 0 0 0 0 0 0 0 0 0 0 statement",
                "shop app 7 2 0 0 3 1 1 2 4 1 1 2 500000 transaction"}));
  REQUIRE(pools.size() == 1);
  CHECK(pools[0].database == "shop");
  CHECK(pools[0].clients_waiting == 2);
  CHECK(pools[0].servers_active == 5);
  CHECK(pools[0].servers_idle == 6);
  CHECK(pools[0].servers_used == 4);
  CHECK(pools[0].servers_cancelling == 1);
  CHECK(pools[0].servers_cancelled == 1);
  CHECK(pools[0].servers() == 13);
  CHECK(pools[0].longest_wait == Seconds(2.5));
}

TEST_CASE("the columns of a version before the cancel requests do as well") {
  const auto pools = read_pools(table("POOLS", {"database user cl_active cl_waiting sv_active sv_idle sv_used "
                                                "sv_tested sv_login maxwait maxwait_us pool_mode",
                                                "shop app 7 0 3 2 4 1 1 0 0 session"}));
  CHECK(pools.at(0).servers_active == 3);
  CHECK_FALSE(pools.at(0).servers_cancelling);
}

TEST_CASE("databases of 1.18 and of 1.24 are read by the names of their columns") {
  const auto old = read_databases(
      table("DATABASES", {"name host port database force_user pool_size min_pool_size reserve_pool pool_mode "
                          "max_connections current_connections paused disabled",
                          "pgbouncer ~ 6432 pgbouncer pgbouncer 2 0 0 statement 0 0 0 0",
                          "shop 10.0.0.7 5432 shop_live ~ 20 0 5 ~ 0 3 1 0"}));
  REQUIRE(old.size() == 1);
  CHECK(old[0].database == "shop_live");
  CHECK(old[0].reserve_pool_size == 5);
  CHECK_FALSE(old[0].max_connections);
  CHECK_FALSE(old[0].forced_user);
  CHECK(old[0].paused);
  CHECK_FALSE(old[0].max_clients);

  const auto recent = read_databases(table(
      "DATABASES",
      {"name host port database force_user pool_size min_pool_size reserve_pool_size server_lifetime pool_mode "
       "load_balance_hosts max_connections current_connections max_client_connections "
       "current_client_connections "
       "paused disabled",
       "shop 10.0.0.7 5432 shop app 20 0 6 3600 ~ ~ 40 3 200 17 0 0"}));
  REQUIRE(recent.size() == 1);
  CHECK(recent[0].reserve_pool_size == 6);
  CHECK(recent[0].forced_user == "app");
  CHECK(recent[0].max_connections == 40);
  CHECK(recent[0].max_clients == 200);
  CHECK(recent[0].clients == 17);
}

TEST_CASE("clients keep who they are, where they are linked to, and since when they ask") {
  Table clients =
      table("CLIENTS", {"type user database state addr port local_addr local_port connect_time "
                        "request_time wait wait_us close_needed ptr link remote_pid tls "
                        "application_name",
                        "C app shop active 10.0.3.7 55756 10.0.0.8 6432 x y 0 0 0 0xa 0xb 0 ~ checkout",
                        "C app shop waiting unix 6432 unix 6432 x y 1 250000 0 0xc ~ 77 ~ ~"});
  for (Table::Row& row : clients.rows) {
    row[8] = "2026-11-21 06:31:40 UTC";
    row[9] = "2026-11-21 06:31:41 UTC";
  }
  const auto sockets = read_sockets(clients);
  REQUIRE(sockets.size() == 2);
  CHECK(sockets[0].address == "10.0.3.7");
  CHECK(sockets[0].port == 55756);
  CHECK(sockets[0].link == "0xb");
  CHECK(sockets[0].application == "checkout");
  CHECK(rfc3339(sockets[0].connected) == "2026-11-21T06:31:40.000Z");
  CHECK_FALSE(sockets[0].remote_pid);
  CHECK(sockets[1].remote_pid == 77);
  CHECK(sockets[1].wait == Seconds(1.25));
  CHECK(sockets[1].link.empty());
}

TEST_CASE("totals are seconds where PgBouncer counts microseconds") {
  const auto totals = read_totals(
      table("STATS_TOTALS",
            {"database server_assignment_count xact_count query_count bytes_received bytes_sent xact_time "
             "query_time wait_time client_parse_count",
             "shop 9 5 6 5000000000 69 2017654 3946 2018879 0"}));
  CHECK(totals.at(0).bytes_received == 5'000'000'000);
  CHECK(totals.at(0).waited.count() == Approx(2.018879));
}

TEST_CASE("users of 1.18 have no limits that are told, those of 1.24 have") {
  CHECK_FALSE(read_users(table("USERS", {"name pool_mode", "app ~"})).at(0).max_connections);
  const auto user =
      read_users(table("USERS", {"name pool_size reserve_pool_size pool_mode max_user_connections "
                                 "current_connections max_user_client_connections "
                                 "current_client_connections",
                                 "app ~ ~ ~ 8 3 0 17"}))
          .at(0);
  CHECK(user.max_connections == 8);
  CHECK(user.connections == 3);
  CHECK_FALSE(user.max_clients);
  CHECK_FALSE(user.pool_size);
}

TEST_CASE("the mode of the whole is told by SHOW STATE") {
  CHECK(read_mode(table("STATE", {"key value", "active yes", "paused no", "suspended no"})) == Mode::active);
  CHECK(read_mode(table("STATE", {"key value", "active no", "paused yes", "suspended no"})) == Mode::paused);
  CHECK(read_mode(table("STATE", {"key value", "active no", "paused no", "suspended yes"})) == Mode::suspended);
}

TEST_CASE("an answer that lacks what is needed fails by the name of the column, and only then") {
  CHECK_THROWS_WITH(read_lists(table("LISTS", {"list", "pools"})), "SHOW LISTS has no column items");
  CHECK_THROWS_WITH(read_lists(table("LISTS", {"list items", "pools many"})),
                    "SHOW LISTS: items is not a whole number");
  CHECK(read_lists(table("LISTS", {"list items"})).empty());
}
