#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using leaks::pinned;

TEST_CASE("a client of PgBouncer that keeps a server in a transaction is named by its own address") {
  Shop shop(1, 0);
  shop.server.sessions = {idle_in_transaction(7, 90)};
  shop.add_client(7);
  const auto signs = shop.seek(pinned);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].client == "shop/shop/checkout/10.0.3.7");
  CHECK(signs[0].strength == Severity::warning);
  CHECK(signs[0].text ==
        "pins 1 server of PgBouncer bouncer with which it does nothing, inside a transaction (client "
        "10.0.3.9:50007 the longest, for 1 min 30 s)");
  CHECK(value_of(signs[0].evidence.at(0), "client") == "10.0.3.9:50007");
  CHECK(value_of(signs[0].evidence.at(0), "pid") == "7");
  CHECK(shop.leaked("bouncer", "shop/shop") == 1);
  // The server may be another client's by the time that somebody runs it.
  CHECK(signs[0].remedy.starts_with(
      "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN (7) AND state LIKE 'idle%' AND "
      "state_change < now() - interval '90 s';"));
}

TEST_CASE("a link that was seen before the transaction went quiet may be another's by now") {
  Shop shop(1, 0);
  shop.server.sessions = {idle_in_transaction(7, 90)};
  shop.add_client(7);
  shop.bouncer->taken = kNow - Seconds(100);
  CHECK(shop.seek(pinned).empty());
}

TEST_CASE("a link of a client that asked before the session's last statement is an old one") {
  Shop shop(1, 0);
  shop.server.sessions = {idle_in_transaction(7, 90)};
  shop.add_client(7, 95);
  CHECK(shop.seek(pinned).empty());
  shop.bouncer->clients->front().requested = kNow - Seconds(90);
  CHECK(shop.seek(pinned).size() == 1);
}

TEST_CASE("a client at work in its transaction pins nothing") {
  Shop shop(1, 0);
  shop.server.sessions = {session(7, SessionState::active, 900)};
  shop.add_client(7);
  CHECK(shop.seek(pinned).empty());
  CHECK(shop.leaked("bouncer", "shop/shop") == 0);
}

TEST_CASE("in session mode a client rests on its server, until somebody waits for one") {
  Shop shop(0, 1);
  shop.server.sessions = {session(7, SessionState::idle, 900)};
  shop.add_client(7, 900, "session");
  CHECK(shop.seek(pinned).empty());
  shop.bouncer->pools->front().clients_waiting = 2;
  REQUIRE(shop.seek(pinned).size() == 1);
  CHECK(shop.seek(pinned)[0].text ==
        "pins 1 server of PgBouncer bouncer with which it does nothing, while others wait for one (client "
        "10.0.3.9:50007 the longest, for 15 min)");
}

TEST_CASE("of very many pools of PgBouncer those with leaked connections are told, and the rest as one") {
  Shop shop(1, 0);
  shop.server.sessions = {idle_in_transaction(7, 90)};
  shop.add_client(7);
  for (int i = 0; i < 200; ++i) {
    pgbouncer::PoolRow pool = shop.bouncer->pools->front();
    pool.database = "d" + std::to_string(i);
    shop.bouncer->pools->insert(shop.bouncer->pools->begin(), pool);
  }
  const auto all = shop.targets();
  CHECK(leaks::leaked_connections(shop.view_of("bouncer", all), {}).size() == kMostPools + 1);
  CHECK(shop.leaked("bouncer", "shop/shop") == 1);
  CHECK(shop.leaked("bouncer", "other") == 0);
}

TEST_CASE("while PgBouncer's clients cannot be read nothing is known of those it has") {
  Shop shop(1, 0);
  shop.server.sessions = {idle_in_transaction(7, 90)};
  shop.add_client(7);
  shop.bouncer->clients.reset();
  CHECK(shop.leaked("bouncer", "shop/shop") == std::nullopt);
}
