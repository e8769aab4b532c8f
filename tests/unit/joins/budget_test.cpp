#include "joins/budget.hpp"

#include <algorithm>

#include "agent/pool_maxima.hpp"
#include "alerts/rules/pool_budget.hpp"
#include "tests/catch.hpp"
#include "tests/unit/joins/three_layers.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using postgres::Verdict;

namespace {

/// The server has 27 slots, PgBouncer's one pool 20, the app's 10.
ThreeLayers layers_with(int max_connections) {
  ThreeLayers layers;
  layers.server.max_connections = max_connections;
  return layers;
}

std::optional<Verdict> verdict_of(const ThreeLayers& layers) {
  const auto targets = layers.targets();
  const auto budget = joins::budget_of(*targets.back(), targets);
  return budget ? std::optional(judge(*budget)) : std::nullopt;
}

std::vector<Finding> findings_of(const ThreeLayers& layers) {
  const auto targets = layers.targets();
  const History none;
  return PoolBudget{PoolBudgetConfig{}}.inspect(View{*targets.back(), none, targets});
}

}  // namespace

TEST_CASE("an app's own pool that fits is no trouble, and one that does not is told with both ways out") {
  CHECK(verdict_of(layers_with(13))->state == Verdict::State::pass);
  const Finding finding = findings_of(layers_with(12)).at(0);
  CHECK(finding.key == "pool_maxima");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "the pools seen may open 10 connections to main, which has 9 for ordinary roles: under load logins are "
        "refused. They are 10 of checkout (checkout: max of pg-pool)");
  CHECK(
      finding.remedy ==
      "Lower these limits by 1 in all, to 9 together, or raise max_connections of main from 12 to 13 (needs a "
      "restart)");
  CHECK(value_of(finding.evidence.at(0), "limit") == "10");
}

TEST_CASE("what goes through PgBouncer counts by PgBouncer's pools alone") {
  ThreeLayers layers = layers_with(23);
  layers.app.pools = {app_pool_of(10, 1, 0, 0)};
  layers.pooled(1, SessionState::idle, 5);
  CHECK(verdict_of(layers)->reason ==
        "the pools seen may open 20 connections to main, which has 20 for ordinary roles");
  layers.server.max_connections = 22;
  CHECK(verdict_of(layers)->state == Verdict::State::fail);
}

TEST_CASE("an app beside PgBouncer, connected to the server itself, comes on top") {
  ThreeLayers layers = layers_with(32);
  layers.has_bouncer = true;
  layers.app.pools = {app_pool_of(10, 1, 0, 0)};
  layers.server.sessions = {session(1, SessionState::idle, 5)};
  CHECK(
      verdict_of(layers)->reason ==
      "the pools seen may open 30 connections to main, which has 29 for ordinary roles: under load logins are "
      "refused. They are 20 of shop/shop (bouncer: default_pool_size), 10 of checkout (checkout: max of "
      "pg-pool)");
}

TEST_CASE("a limit that is not known leaves the sum a lower bound, which may be enough to tell") {
  ThreeLayers layers = layers_with(100);
  layers.app.pools = {app_pool_of(10, 0, 0, 0), app_pool_of(10, 0, 0, 0)};
  layers.app.pools.back().limit.reset();
  const auto verdict = *verdict_of(layers);
  CHECK(verdict.state == Verdict::State::unknown);
  CHECK(
      verdict.reason ==
      "the pools seen may open at least 10 connections to main, which has 97 for ordinary roles; how many more "
      "is not known of checkout of checkout");
  CHECK(findings_of(layers).empty());
  layers.server.max_connections = 12;
  CHECK(
      findings_of(layers).at(0).summary.starts_with("the pools seen may open at least 10 connections to main"));
}

TEST_CASE("a PgBouncer that does not answer may open what is not known, so an incident stays") {
  ThreeLayers layers = layers_with(100);
  layers.has_bouncer = true;
  layers.bouncer_up = false;
  CHECK(verdict_of(layers)->state == Verdict::State::unknown);
  const auto targets = layers.targets();
  const History none;
  const PoolBudget rule{PoolBudgetConfig{}};
  CHECK_FALSE(rule.can_clear(View{*targets.back(), none, targets}, Incident{}));
  const std::vector<SnapshotPtr> alone{targets.back()};
  CHECK(rule.can_clear(View{*targets.back(), none, alone}, Incident{}));
}

TEST_CASE("pools that lead to other servers do not count") {
  ThreeLayers layers = layers_with(100);
  auto targets = layers.targets();
  Snapshot elsewhere = *targets.front();
  elsewhere.server = "other";
  targets.front() = std::make_shared<const Snapshot>(elsewhere);
  CHECK_FALSE(joins::budget_of(*targets.back(), targets));

  layers = layers_with(100);
  layers.has_bouncer = true;
  layers.app_up = false;
  layers.bouncer.databases = {pgbouncer::database("shop"), pgbouncer::database("crm")};
  layers.bouncer.databases->back().host = "10.0.0.9";
  layers.bouncer.pools = {pgbouncer::pool_row("shop", "shop", 1), pgbouncer::pool_row("crm", "crm", 1)};
  targets = layers.targets();
  Snapshot main = *targets.back();
  std::get<postgres::Facts>(main.facts).identity.address = "10.0.0.9:5432";
  const auto budget = joins::budget_of(main, targets);
  REQUIRE(budget->claims.size() == 1);
  CHECK(budget->claims.front().pool == "crm/crm");
}

TEST_CASE("of several servers behind a PgBouncer one that it knows by name may be this one") {
  ThreeLayers layers = layers_with(100);
  layers.has_bouncer = true;
  layers.app_up = false;
  layers.bouncer.databases = {pgbouncer::database("shop"), pgbouncer::database("crm")};
  layers.bouncer.databases->front().host = "db.internal";
  layers.bouncer.pools = {pgbouncer::pool_row("shop", "shop", 1), pgbouncer::pool_row("crm", "crm", 1)};
  const auto targets = layers.targets();
  Snapshot main = *targets.back();
  std::get<postgres::Facts>(main.facts).identity.address = "10.0.0.9:5432";
  const auto budget = joins::budget_of(main, targets);
  REQUIRE(budget);
  CHECK(budget->claims.empty());
  CHECK(std::count(budget->not_known.begin(), budget->not_known.end(), "shop/shop of bouncer") == 1);
  CHECK(std::count(budget->not_known.begin(), budget->not_known.end(), "crm/crm of bouncer") == 0);
}

TEST_CASE("the posture's metric has the verdict while it is known") {
  const auto posture = [](const ThreeLayers& layers) -> std::optional<double> {
    const auto targets = layers.targets();
    Snapshot main = *targets.back();
    main.samples.clear();
    add_pool_maxima(main, targets);
    if (main.samples.empty()) return std::nullopt;
    CHECK(main.samples.front().metric->name == "lifeguard_pg_posture");
    CHECK(main.samples.front().labels == std::vector<std::string>{"pool_maxima"});
    return main.samples.front().value;
  };
  CHECK(posture(layers_with(13)) == 1);
  CHECK(posture(layers_with(12)) == 0);
  ThreeLayers unknown = layers_with(100);
  unknown.app.pools.front().limit.reset();
  CHECK_FALSE(posture(unknown));
}
