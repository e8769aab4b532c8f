#include "collectors/app_pool/pools.hpp"

#include <limits>

#include "collectors/app_pool/checks.hpp"
#include "tests/catch.hpp"

namespace lifeguard::app_pool {
namespace {

Facts with(AppPool pool) {
  Facts facts;
  facts.pools.push_back(std::move(pool));
  return facts;
}

AppPool hikari() {
  AppPool pool;
  pool.name = "HikariPool-1";
  pool.library = "hikaricp";
  pool.limit = 10;
  pool.used = 9;
  pool.idle = 1;
  pool.waiting = 2;
  pool.wait_seconds = 2.5;
  pool.timeouts = 3;
  return pool;
}

bool says(const std::vector<Check>& checks, const std::string& what) {
  for (const Check& check : checks) {
    if (check.what.find(what) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the pool of a library is named by that library's own words") {
  const Pool pool = pools_of(with(hikari()), 0).at(0);
  CHECK(pool.name == "HikariPool-1");
  CHECK(pool.title == "pool HikariPool-1");
  CHECK(pool.used == 9);
  CHECK(pool.waiting == 2);
  CHECK(pool.waited == Seconds(2.5));
  CHECK(pool.timeouts == 3.0);
  CHECK(pool.limit == 10);
  CHECK(pool.limit_name == "maximumPoolSize");
  CHECK(pool.raise.starts_with("Raise maximumPoolSize (now 10) of the HikariConfig"));
  CHECK(pool.see_holders.find("leakDetectionThreshold") != std::string::npos);
}

TEST_CASE("the limit of the config is for a pool that tells none") {
  AppPool pool = hikari();
  CHECK(pools_of(with(pool), 7).at(0).limit == 10);
  pool.limit.reset();
  CHECK(pools_of(with(pool), 7).at(0).limit == 7);
  CHECK_FALSE(pools_of(with(pool), 0).at(0).limit);
}

TEST_CASE("a number that cannot be a count is none") {
  AppPool pool = hikari();
  pool.used = -1;
  pool.idle = std::numeric_limits<double>::infinity();
  pool.waiting = 1e300;
  const Pool made = pools_of(with(pool), 0).at(0);
  CHECK_FALSE(made.used);
  CHECK_FALSE(made.idle);
  CHECK_FALSE(made.waiting);
}

TEST_CASE("holders are looked for by the application's name, which may hold a quote") {
  Facts facts = with(hikari());
  facts.application = "bob's";
  CHECK(pools_of(facts, 0).at(0).see_holders.find("where application_name = 'bob''s' order by") !=
        std::string::npos);
}

TEST_CASE("check says what was found and what is not told") {
  AppPool go;
  go.name = "shop";
  go.library = "go";
  go.used = 3;
  go.merged = 2;
  Facts facts = with(go);
  facts.remarks = {"a line of the page cannot be read"};
  const auto checks = checks_from(facts, pools_of(facts, 0), "");
  CHECK(checks.at(0).what == "Go's database/sql: pool shop, 3 of ? connections in use");
  CHECK(says(checks, "no limit is told of shop"));
  CHECK(says(checks, "it is not told who waits for a connection of shop"));
  CHECK(says(checks, "2 pools are called shop"));
  CHECK(says(checks, "a line of the page cannot be read"));
  CHECK(says(checks, "max_lifetime is not set"));
  CHECK(says(checks, "postgres is not set"));
  CHECK(says(checks, "application is not set"));
}

TEST_CASE("check has nothing to say of a pool that tells all") {
  AppPool pool = hikari();
  pool.max_lifetime_seconds = 1800;
  Facts facts = with(pool);
  facts.application = "checkout";
  const auto checks = checks_from(facts, pools_of(facts, 0), "main");
  REQUIRE(checks.size() == 1);
  CHECK(checks[0].what == "HikariCP: pool HikariPool-1, 9 of 10 connections in use, 2 waiting");
}

}  // namespace lifeguard::app_pool
