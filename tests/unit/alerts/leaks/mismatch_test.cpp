#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using leaks::mismatch;

namespace {

const std::vector<double> kFiveForAMinute(12, 5);

}  // namespace

TEST_CASE("connections out of the pool for which the server does nothing are held") {
  Shop shop(5, 0);
  shop.add_idle(5, 45);
  shop.remember_used(kFiveForAMinute);
  const auto signs = shop.seek(mismatch);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].client == "shop/shop/checkout/10.0.3.7");
  CHECK(signs[0].connections == 5);
  CHECK(signs[0].since == kNow - Seconds(45));
  CHECK(signs[0].text ==
        "has 5 connections out of its pool checkout with which it asked nothing of the server for 45 s (5 are "
        "out all the time, and 0 did any work)");
  CHECK(value_of(signs[0].evidence.at(0), "app pool") == "app");
  CHECK(value_of(signs[0].evidence.at(0), "last query") == "update stock set n = n - $1 where sku = $2");
  CHECK(shop.leaked("app", "checkout") == 5);
}

TEST_CASE("cold connections that rest in their pool are not held") {
  Shop shop(2, 8);  // the two that are in use take turns on top of the stack
  shop.add_active(2);
  shop.add_idle(8, 4000);
  shop.remember_used(std::vector<double>(12, 2));
  CHECK(shop.seek(mismatch).empty());
  CHECK(shop.leaked("app", "checkout") == 0);
}

TEST_CASE("one connection held among busy ones is found, and only that one is counted") {
  Shop shop(4, 6);
  shop.add_active(3);
  shop.add_idle(7, 100);
  shop.remember_used(std::vector<double>(12, 4));
  REQUIRE(shop.seek(mismatch).size() == 1);
  CHECK(shop.seek(mismatch)[0].connections == 1);
}

TEST_CASE("a pool that was empty once in the time has given everything back") {
  Shop shop(5, 0);
  shop.add_idle(5, 45);
  auto used = kFiveForAMinute;
  used[8] = 0;
  shop.remember_used(used);
  CHECK(shop.seek(mismatch).empty());
}

TEST_CASE("nothing is known of a pool that was not watched for long enough") {
  Shop shop(5, 0);
  shop.add_idle(5, 45);
  shop.remember_used({5, 5, 5});
  CHECK(shop.seek(mismatch).empty());
  CHECK(shop.leaked("app", "checkout") == std::nullopt);
}

TEST_CASE("where connections are usually out for long, they may be for five times as long") {
  Shop shop(5, 0);
  shop.add_idle(5, 45);
  shop.remember_used(std::vector<double>(60, 5));
  shop.app.pools[0].uses = 100;
  shop.app.pools[0].use_seconds = 1000;  // 10 s each
  CHECK(shop.seek(mismatch).empty());
  for (auto& session : shop.server.sessions) session.state_change = kNow - Seconds(60);
  CHECK(shop.seek(mismatch).size() == 1);
}

TEST_CASE("a session that did something in the time had work") {
  Shop shop(5, 0);
  shop.add_idle(5, 29);
  shop.remember_used(kFiveForAMinute);
  CHECK(shop.seek(mismatch).empty());
}

TEST_CASE("connections that no layer shows are not called held") {
  Shop shop(5, 0);
  shop.add_idle(2, 100);
  shop.remember_used(kFiveForAMinute);
  REQUIRE(shop.seek(mismatch).size() == 1);
  CHECK(shop.seek(mismatch)[0].connections == 2);
}

TEST_CASE("a listener and the holders of advisory locks are out of the pool on purpose") {
  Shop shop(4, 0);
  shop.add_idle(3, 4000);
  shop.server.sessions.push_back(idle_in_transaction(4, 40));
  shop.server.sessions[3].query = sql::Statement("select pg_advisory_xact_lock(43)");
  shop.server.sessions[2].query = sql::Statement("select pg_try_advisory_lock(42)");
  shop.server.sessions[0].query = sql::Statement("listen orders");
  shop.server.locks = postgres::Locks{{}, {2}};
  shop.remember_used(std::vector<double>(12, 4));
  CHECK(shop.seek(mismatch).empty());
}

TEST_CASE("clients of PgBouncer that are out of the pool and linked to no server are held") {
  Shop shop(3, 0);
  for (int i = 0; i < 3; ++i) shop.add_client(0, 50);
  shop.remember_used(std::vector<double>(12, 3));
  const auto signs = shop.seek(mismatch, "app");
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].connections == 3);
  CHECK(value_of(signs[0].evidence.at(0), "client") == "10.0.3.9:50000");
  CHECK(value_of(signs[0].evidence.at(0), "state") == "no server is linked to it");
}

TEST_CASE("without an application's name and without a fit nobody knows whose the sessions are") {
  Shop shop(5, 0);
  shop.app.application = "";
  shop.add_idle(40, 100);
  shop.remember_used(kFiveForAMinute);
  CHECK(shop.seek(mismatch).empty());
  CHECK(shop.leaked("app", "checkout") == std::nullopt);
}
