#include "joins/app.hpp"

#include "tests/catch.hpp"
#include "tests/unit/joins/three_layers.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using joins::App;
using joins::By;

namespace {

/// What is said of the first app; the snapshots live no longer.
struct Seen {
  std::string says;
  By by;
  int held_idle, elsewhere;
  bool exact, direct;
};

Seen see(const ThreeLayers& layers, std::vector<SnapshotPtr> more = {}) {
  auto targets = layers.targets();
  targets.insert(targets.end(), more.begin(), more.end());
  const App app = joins::join_apps(targets).at(0);
  return {where_connections_are(app), app.by, app.held_idle, app.elsewhere, app.is_exact(), app.is_direct()};
}

ThreeLayers direct(int used, int limit, int waiting) {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(limit, used, 0, waiting)};
  for (int i = 0; i < used; ++i) layers.server.sessions.push_back(session(i + 1, SessionState::idle, 100 + i));
  return layers;
}

std::shared_ptr<const Sockets> sockets_of(const ThreeLayers& layers, std::size_t but = 0) {
  Sockets sockets;
  for (std::size_t i = but; i < layers.server.sessions.size(); ++i) {
    const auto& each = layers.server.sessions[i];
    sockets.established.push_back({{each.client, *each.client_port}, {"10.0.0.7", 5432}});
  }
  std::sort(sockets.established.begin(), sockets.established.end());
  return std::make_shared<const Sockets>(sockets);
}

}  // namespace

TEST_CASE("the pool is full, nobody waits at PgBouncer, nobody works: the connections are out and idle") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(10, 10, 0, 12)};
  layers.pooled(1, SessionState::active, 1);
  for (int i = 2; i <= 10; ++i) layers.pooled(i, SessionState::idle, 300);
  const Seen seen = see(layers);
  CHECK(seen.says ==
        "checkout: the app uses 10 of 10 and 12 wait for one; PgBouncer holds 10 clients of it, none waits; "
        "PostgreSQL works for 1 of them: 9 connections are out of the app's pool and idle on the server");
  CHECK(seen.by == By::application);
  CHECK(seen.held_idle == 9);
  CHECK(seen.exact);
  CHECK_FALSE(seen.direct);
}

TEST_CASE("in transaction mode a connection that is out and idle has no server behind it") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(3, 3, 0, 1)};
  for (int i = 1; i <= 3; ++i) layers.resting(i);
  CHECK(see(layers).says ==
        "checkout: the app uses 3 of 3 and 1 waits for one; PgBouncer holds 3 clients of it, none waits; "
        "PostgreSQL works for none of them: 3 connections are out of the app's pool and idle, without a server "
        "behind them");
}

TEST_CASE("transactions left open are said as such, and are not idle") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(3, 3, 0, 0)};
  for (int i = 1; i <= 2; ++i) layers.pooled(i, SessionState::idle_in_transaction, 300);
  layers.resting(3);
  layers.bouncer.clients->back().state = "waiting";
  const Seen seen = see(layers);
  CHECK(
      seen.says ==
      "checkout: the app uses 3 of 3 and nobody waits; PgBouncer holds 3 clients of it, 1 waits for a server; "
      "PostgreSQL works for none of them, 2 are idle in a transaction");
  CHECK(seen.held_idle == 0);
}

TEST_CASE("an app without a pooler is joined to its sessions") {
  ThreeLayers layers = direct(5, 5, 2);
  layers.server.sessions.front().state = SessionState::active;
  const Seen seen = see(layers);
  CHECK(
      seen.says ==
      "checkout: the app uses 5 of 5 and 2 wait for one; PostgreSQL has 5 connections of it and works for 1: 4 "
      "connections are out of the app's pool and idle on the server");
  CHECK(seen.direct);
}

TEST_CASE("connections in the pool are idle and nobody's trouble") {
  ThreeLayers layers = direct(5, 10, 0);
  layers.app.pools = {app_pool_of(10, 0, 5, 0)};
  CHECK(see(layers).held_idle == 0);
  CHECK(
      see(layers).says ==
      "checkout: the app uses 0 of 10 and nobody waits; PostgreSQL has 5 connections of it and works for none");
}

TEST_CASE("what came or went between the looks is not counted as held") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(5, 5, 0, 0)};
  for (int i = 1; i <= 4; ++i) layers.pooled(i, SessionState::idle, 300);
  layers.server.sessions.pop_back();
  const Seen seen = see(layers);
  CHECK(seen.held_idle == 3);
  CHECK_FALSE(seen.exact);
  CHECK(
      seen.says ==
      "checkout: the app uses 5 of 5 and nobody waits; PgBouncer holds 4 clients of it, none waits; PostgreSQL "
      "works for none of them: at least 3 connections are out of the app's pool and idle on the server; not "
      "known: how 1 of them stands, which came or went between the looks at two layers; where 1 of its pool's "
      "connections is, not seen in any other layer");
}

TEST_CASE("PgBouncer's own sessions, which carry the app's name too, are not counted twice") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(5, 1, 0, 0)};
  layers.pooled(1, SessionState::idle, 300);
  layers.server.sessions.push_back(session(2, SessionState::idle, 1));
  layers.server.sessions.back().backend_start = kNow - Seconds(0.1);
  CHECK(see(layers).exact);
}

TEST_CASE("connections of other pods with the same name are told apart by the sockets") {
  ThreeLayers layers = direct(3, 3, 1);
  layers.app.sockets = sockets_of(layers);
  for (int i = 10; i < 15; ++i) {
    layers.server.sessions.push_back(session(i, SessionState::active, 1));
    layers.server.sessions.back().client = "10.0.3.8";
  }
  const Seen seen = see(layers);
  CHECK(seen.elsewhere == 5);
  CHECK(seen.held_idle == 3);
  CHECK(seen.exact);
  layers.app.sockets.reset();
  const Seen blind = see(layers);
  CHECK_FALSE(blind.exact);
  CHECK(blind.held_idle == 0);
  CHECK(blind.says.find("there are 5 more than its pool has") != std::string::npos);
}

TEST_CASE("sockets that match too few of the known clients say nothing") {
  ThreeLayers layers = direct(5, 5, 1);
  layers.app.sockets = sockets_of(layers, 1);
  CHECK(see(layers).elsewhere == 0);
  CHECK(see(layers).held_idle == 5);
}

TEST_CASE("an app without a name is known by its sockets when they fit its pool") {
  ThreeLayers layers = direct(3, 3, 1);
  layers.app.application.clear();
  layers.app.sockets = sockets_of(layers);
  for (int i = 10; i < 13; ++i) {
    layers.server.sessions.push_back(session(i, SessionState::active, 1));
    layers.server.sessions.back().client = "10.0.3.8";
  }
  CHECK(see(layers).by == By::sockets);
  CHECK(see(layers).held_idle == 3);
}

TEST_CASE("an app without a name is the one group of clients that fits, or is not known") {
  ThreeLayers layers = direct(4, 4, 1);
  layers.app.application.clear();
  layers.server.sessions.push_back(session(10, SessionState::active, 1));
  layers.server.sessions.back().application = "nightly";
  CHECK(see(layers).by == By::only_candidate);
  for (int i = 11; i < 14; ++i) {
    layers.server.sessions.push_back(layers.server.sessions.back());
    layers.server.sessions.back().pid = i;
  }
  const Seen seen = see(layers);
  CHECK(seen.by == By::nothing);
  CHECK(seen.held_idle == 0);
  CHECK(seen.says ==
        "checkout: the app uses 4 of 4 and 1 waits for one; not known: which connections are its own: 2 groups "
        "of "
        "clients there have as many, 4; set application in [[app_pool]]");
}

TEST_CASE("two apps of one name are not told apart") {
  ThreeLayers layers = direct(2, 5, 0);
  Snapshot other = *layers.targets().front();
  other.target = "checkout-2";
  CHECK(see(layers, {std::make_shared<const Snapshot>(other)})
            .says.find("which of them are those of checkout-2, which carries the same name") !=
        std::string::npos);
}

TEST_CASE("a layer that does not answer is not known, and nothing is made of it") {
  ThreeLayers layers;
  layers.app.pools = {app_pool_of(2, 2, 0, 0)};
  layers.pooled(1, SessionState::idle, 300);
  layers.pooled(2, SessionState::idle, 300);
  layers.bouncer_up = false;
  CHECK(see(layers).held_idle == 0);
  CHECK(see(layers).says.find("what goes through bouncer, which does not answer") != std::string::npos);
  layers.bouncer_up = true;
  layers.server_up = false;
  CHECK(see(layers).held_idle == 0);
  CHECK(see(layers).says.find("how they stand at main, which does not answer") != std::string::npos);
  layers.app_up = false;
  CHECK(joins::join_apps(layers.targets()).empty());
}

TEST_CASE("several pools of one app are added up") {
  ThreeLayers layers = direct(4, 4, 1);
  layers.app.pools = {app_pool_of(2, 2, 0, 1), app_pool_of(3, 2, 0, 0)};
  CHECK(see(layers).says.starts_with("checkout: the app uses 4 of 5 and 1 waits for one; "));
  CHECK(see(layers).exact);
}
