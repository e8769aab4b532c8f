#include <boost/json.hpp>

#include "agent/api.hpp"
#include "alerts/leaks/leaked_connections.hpp"
#include "tests/catch.hpp"
#include "tests/unit/joins/three_layers.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace json = boost::json;

namespace {

json::value page(const ThreeLayers& layers, const std::vector<Incident>& open = {}) {
  const History none;
  return json::parse(api::pools(layers.targets(), none, open, kNow + Seconds(2)));
}

std::string text_at(const json::value& value, const char* pointer) {
  return json::serialize(value.at_pointer(pointer));
}

ThreeLayers three_layers() {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(3, 3, 0, 1)};
  layers.pooled(1, SessionState::active, 1);
  layers.pooled(2, SessionState::idle, 30);
  layers.pooled(3, SessionState::idle, 300);
  return layers;
}

}  // namespace

TEST_CASE("the page of pools has each pool of each target with its limit") {
  const json::value pools = page(three_layers());
  CHECK(text_at(pools, "/pools/0/target") == "\"checkout\"");
  CHECK(text_at(pools, "/pools/0/used") == "3");
  CHECK(text_at(pools, "/pools/0/limit") == "3");
  CHECK(text_at(pools, "/pools/0/saturation") == "1");
  CHECK(text_at(pools, "/pools/0/full_in_seconds") == "null");
  CHECK(text_at(pools, "/pools/0/age_seconds") == "2");
  CHECK(text_at(pools, "/pools/1/pool") == "\"server\"");
  CHECK(text_at(pools, "/unknown") ==
        R"([{"target":"bouncer","error":"not every part that tells of its pools was read yet"}])");
}

TEST_CASE("the page of pools joins an app's connections, those without work for longest first") {
  const json::value pools = page(three_layers());
  const json::value& app = pools.at("app_pools").at(0);
  CHECK(text_at(app, "/by") == "\"application\"");
  CHECK(text_at(app, "/held_idle") == "2");
  CHECK(text_at(app, "/layers/app/waiting") == "1");
  CHECK(text_at(app, "/layers/pgbouncer/clients") == "3");
  CHECK(text_at(app, "/layers/pgbouncer/servers") == "3");
  CHECK(text_at(app, "/layers/postgres/active") == "1");
  CHECK(text_at(app, "/layers/postgres/idle") == "2");
  CHECK(text_at(app, "/connections/0/session/pid") == "3");
  CHECK(text_at(app, "/connections/0/quiet_seconds") == "300");
  CHECK(text_at(app, "/connections/0/client") == "\"10.0.3.7:50003\"");
  CHECK(text_at(app, "/connections/0/pgbouncer/server_pid") == "3");
  CHECK(text_at(app, "/connections/2/work") == "\"active\"");
  CHECK(app.at("not_known").as_array().empty());
}

TEST_CASE("at most fifty connections of an app are listed") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(60, 60, 0, 0)};
  for (int i = 1; i <= 60; ++i) layers.resting(i);
  const json::value pools = page(layers);
  CHECK(text_at(pools, "/app_pools/0/connections_total") == "60");
  CHECK(pools.at_pointer("/app_pools/0/connections").as_array().size() == 50);
}

TEST_CASE("leaks that are told of an app's connections show with it") {
  Incident leak;
  leak.rule = "connection_leak";
  leak.target = "main";
  leak.state = IncidentState::firing;
  leak.summary = "checkout keeps sessions that it does not use";
  leak.evidence = {{{"pid", "3"}, {"application", "checkout"}}};
  Incident others = leak;
  others.evidence = {{{"pid", "9"}, {"application", "nightly"}}};
  Incident not_yet = leak;
  not_yet.state = IncidentState::pending;
  const json::value pools = page(three_layers(), {leak, others, not_yet});
  CHECK(pools.at_pointer("/app_pools/0/leaks").as_array().size() == 1);
  CHECK(text_at(pools, "/app_pools/0/leaks/0/summary") == "\"checkout keeps sessions that it does not use\"");
}

TEST_CASE("a leak that the pool of an app tells of shows with it, though no application is set") {
  Incident leak;
  leak.rule = "connection_leak";
  leak.target = "main";
  leak.state = IncidentState::firing;
  leak.evidence = {{{"pid", "3"}, {"application", "shop-api"}, {"app pool", "checkout"}}};
  ThreeLayers layers = three_layers();
  layers.app.application.clear();
  CHECK(page(layers, {leak}).at_pointer("/app_pools/0/leaks").as_array().size() == 1);
  leak.evidence.front().back().second = "billing";
  CHECK(page(layers, {leak}).at_pointer("/app_pools/0/leaks").as_array().empty());
}

TEST_CASE("the page of pools says how many connections the metric suspects of a leak, where it does") {
  auto targets = three_layers().targets();
  Snapshot checkout = *targets.front();
  checkout.samples.push_back({&leaks::leaked_connections_metric(), {"checkout"}, 2});
  targets.front() = std::make_shared<const Snapshot>(checkout);
  const History none;
  const json::value pools = json::parse(api::pools(targets, none, {}, kNow));
  CHECK(text_at(pools, "/pools/0/leaked") == "2");
  CHECK(text_at(pools, "/pools/1/leaked") == "null");
}

TEST_CASE("what is not known of a target's pools is said with the reason, and not as zero") {
  ThreeLayers layers = three_layers();
  layers.app_up = false;
  layers.app.application.clear();
  const json::value pools = page(layers);
  CHECK(pools.at("app_pools").as_array().empty());
  CHECK(text_at(pools, "/unknown/0/target") == "\"checkout\"");
}
