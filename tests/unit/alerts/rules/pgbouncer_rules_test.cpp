#include "alerts/rules/pgbouncer_config.hpp"
#include "alerts/rules/pgbouncer_stalled.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using namespace lifeguard::pgbouncer;

namespace {

Snapshot snapshot_of(pgbouncer::Facts facts) {
  Snapshot snapshot;
  snapshot.target = "bouncer";
  snapshot.kind = "pgbouncer";
  snapshot.server = "main";
  snapshot.taken = kNow;
  snapshot.up = true;
  snapshot.facts = std::move(facts);
  return snapshot;
}

std::vector<Finding> see(const Rule& rule, pgbouncer::Facts facts, std::vector<SnapshotPtr> targets = {}) {
  const Snapshot now = snapshot_of(std::move(facts));
  const History none;
  return rule.inspect(View{now, none, targets});
}

pgbouncer::Facts waiting_for(double seconds) {
  pgbouncer::Facts facts = a_bouncer();
  facts.pools = {pool_row("shop", "app", 0, 3, seconds)};
  return facts;
}

const PgBouncerStalled kStalled{PgBouncerStalledConfig{}};

}  // namespace

TEST_CASE("a setting that hurts is a finding by its name, unless it is accepted") {
  pgbouncer::Facts facts = a_bouncer();
  (*facts.config)["query_wait_timeout"] = "0";
  const auto finding = see(PgBouncerLint{PgBouncerLintConfig{}}, facts).at(0);
  CHECK(finding.key == "query_wait_timeout");
  CHECK(finding.severity == Severity::warning);
  PgBouncerLintConfig accepted;
  accepted.ignore = {"query_wait_timeout"};
  CHECK(see(PgBouncerLint{accepted}, facts).empty());
}

TEST_CASE("clients that wait without a single connection are stalled") {
  const auto finding = see(kStalled, waiting_for(12)).at(0);
  CHECK(finding.key == "shop/app");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(12));
  CHECK(
      finding.summary ==
      "3 clients wait for the pool shop/app, the longest for 12 s, and none is served: 10.0.0.7:5432 does not "
      "answer or refuses PgBouncer's logins, or PgBouncer is paused as a whole");
  CHECK(see(kStalled, waiting_for(31)).at(0).severity == Severity::critical);
  CHECK(see(kStalled, waiting_for(0.5)).empty());
}

TEST_CASE("a login under way serves nobody yet, and a connection does") {
  pgbouncer::Facts facts = waiting_for(12);
  facts.pools->front().servers_login = 1;
  CHECK(see(kStalled, facts).size() == 1);
  facts.pools->front().servers_active = 1;
  CHECK(see(kStalled, facts).empty());
}

TEST_CASE("a pause is named with what ends it") {
  pgbouncer::Facts facts = waiting_for(12);
  facts.databases->front().paused = true;
  CHECK(see(kStalled, facts).at(0).remedy == "RESUME shop; on PgBouncer's console");
  facts.pools->front().servers_active = 1;  // in session mode those who have a connection keep it
  CHECK(see(kStalled, facts).size() == 1);
  facts.databases->front().paused = false;
  facts.mode = Mode::paused;
  CHECK(see(kStalled, facts).at(0).summary.ends_with("PgBouncer is paused"));
}

TEST_CASE("a pause that keeps nobody waiting is no incident") {
  pgbouncer::Facts facts = a_bouncer();
  facts.databases->front().paused = true;
  CHECK(see(kStalled, facts).empty());
}
