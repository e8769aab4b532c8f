#include "collectors/pgbouncer/limits.hpp"

#include "tests/catch.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

using namespace lifeguard;
using namespace lifeguard::pgbouncer;

namespace {

std::string in_one_line(const pgbouncer::Facts& facts) {
  std::string text;
  for (const Claim& claim : claims_of(facts)) {
    text +=
        claim.pool + "@" + claim.address + "=" + (claim.most ? std::to_string(claim.most->value) : "?") + " ";
  }
  return text;
}

}  // namespace

TEST_CASE("each pool may open what its own limit allows") {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools = {pool_row("shop", "app", 3), pool_row("shop", "report", 1), pool_row("crm", "app", 1)};
  facts.databases->back().reserve_pool_size = 5;
  CHECK(in_one_line(facts) ==
        "crm/app@10.0.0.7:5432=25 shop/app@10.0.0.7:5432=20 shop/report@10.0.0.7:5432=20 ");
}

TEST_CASE("pools under one limit of their database claim that limit together, once it binds") {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools = {pool_row("shop", "app", 3), pool_row("shop", "report", 1)};
  facts.databases->front().max_connections = 25;
  CHECK(in_one_line(facts) == "database shop@10.0.0.7:5432=25 ");
  CHECK(claims_of(facts).front().most->name == "max_db_connections of shop");
  facts.databases->front().max_connections = 40;
  CHECK(in_one_line(facts) == "shop/app@10.0.0.7:5432=20 shop/report@10.0.0.7:5432=20 ");
}

TEST_CASE("pools under one limit of their user claim that limit together, once it binds") {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools = {pool_row("shop", "app", 3), pool_row("crm", "app", 1), pool_row("crm", "report", 1)};
  (*facts.config)["max_user_connections"] = "30";
  CHECK(in_one_line(facts) == "crm/report@10.0.0.7:5432=20 user app@10.0.0.7:5432=30 ");
  CHECK(claims_of(facts).back().most->name == "max_user_connections of app");
  facts.databases->back().host = "10.0.0.9";  // a limit of the user in all: each server may get that many
  CHECK(in_one_line(facts) ==
        "crm/app@10.0.0.9:5432=20 crm/report@10.0.0.9:5432=20 shop/app@10.0.0.7:5432=20 ");
}

TEST_CASE("a pool whose database is gone claims what is not known") {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools = {pool_row("old", "app", 3)};
  CHECK(in_one_line(facts) == "old/app@=? ");
  facts.databases.reset();
  CHECK(in_one_line(facts).empty());
}
