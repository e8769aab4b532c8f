#include "joins/connections.hpp"

#include "tests/catch.hpp"
#include "tests/unit/joins/three_layers.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using joins::Connection;
using joins::Work;

namespace {

std::string works(const ThreeLayers& layers) {
  std::string text;
  const auto targets = layers.targets();
  for (const Connection& each : joins::join_connections(targets)) {
    text += std::string(text.empty() ? "" : ", ") + (each.client ? each.client->id : "direct") + " " +
            (each.session ? std::to_string(each.session->pid) + " " : "") + std::string(name_of(each.work));
  }
  return text;
}

}  // namespace

TEST_CASE("a client of PgBouncer is joined to its backend by link and pid") {
  ThreeLayers layers;
  layers.pooled(1, SessionState::active, 2);
  layers.pooled(2, SessionState::idle_in_transaction, 30);
  layers.pooled(3, SessionState::idle, 40);
  CHECK(works(layers) == "c1 1 active, c2 2 in transaction, c3 3 idle");
}

TEST_CASE("a client without a link rests, or waits for a server") {
  ThreeLayers layers;
  layers.resting(1);
  layers.resting(2);
  layers.bouncer.clients->back().state = "waiting";
  layers.bouncer.clients->back().wait = Seconds(4);
  CHECK(works(layers) == "c1 idle, c2 waiting");
  const auto targets = layers.targets();
  const auto connections = joins::join_connections(targets);
  CHECK(connections[0].quiet == Seconds(60));
  CHECK(connections[1].quiet == Seconds(4));
}

TEST_CASE("sessions that are not PgBouncer's are direct, our own and background workers are none") {
  ThreeLayers layers;
  layers.server.sessions = {session(1, SessionState::idle, 5), session(2, SessionState::active, 1),
                            session(3, SessionState::active, 1)};
  layers.server.sessions[1].ours = true;
  layers.server.sessions[2].backend_type = "walsender";
  CHECK(works(layers) == "direct 1 idle");
}

TEST_CASE("what PgBouncer keeps open for nobody is no client's connection") {
  ThreeLayers layers;
  layers.pooled(1, SessionState::idle, 5);
  layers.bouncer.clients->clear();
  layers.bouncer.servers->front().link.clear();
  CHECK(works(layers).empty());
}

TEST_CASE("a link that only one side tells of, or whose backend is gone, is not known") {
  ThreeLayers layers;
  layers.pooled(1, SessionState::active, 2);
  layers.bouncer.servers->front().link = "c9";
  CHECK(works(layers) == "c1 unknown");
  layers.bouncer.servers->front().link = "c1";
  layers.server.sessions.clear();
  CHECK(works(layers) == "c1 unknown");
  layers.bouncer.servers.reset();
  CHECK(works(layers) == "c1 unknown");
}

TEST_CASE("a pid is a backend's only on the right server, in the right database, for the right role") {
  ThreeLayers layers;
  layers.pooled(1, SessionState::idle, 2);
  layers.server.sessions.front().database = "crm";
  CHECK(works(layers) == "c1 unknown, direct 1 idle");
  layers.bouncer.databases->front().database = "crm";
  CHECK(works(layers) == "c1 1 idle");
  layers.bouncer.databases->front().forced_user = "pooler";
  CHECK(works(layers) == "c1 unknown, direct 1 idle");
}

TEST_CASE("of several servers behind PgBouncer the one that is watched is known by its address") {
  ThreeLayers layers;
  layers.pooled(1, SessionState::idle, 2);
  layers.bouncer.databases->push_back(pgbouncer::database("crm"));
  layers.bouncer.databases->back().host = "10.0.0.9";
  auto targets = layers.targets();
  Snapshot main = *targets.back();
  std::get<postgres::Facts>(main.facts).identity.address = "10.0.0.9:5432";
  targets.back() = std::make_shared<const Snapshot>(main);
  CHECK(joins::join_connections(targets).front().work == Work::unknown);
  std::get<postgres::Facts>(main.facts).identity.address = "10.0.0.7:5432";
  targets.back() = std::make_shared<const Snapshot>(main);
  CHECK(joins::join_connections(targets).front().work == Work::idle);
}

TEST_CASE("a session newer than the look at PgBouncer's servers may be PgBouncer's") {
  ThreeLayers layers;
  layers.has_bouncer = true;
  layers.server.sessions = {session(1, SessionState::idle, 5), session(2, SessionState::idle, 5)};
  layers.bouncer.taken = kNow - Seconds(5);
  layers.server.sessions[1].backend_start = kNow - Seconds(3);
  const auto targets = layers.targets();
  const auto connections = joins::join_connections(targets);
  CHECK_FALSE(connections[0].may_be_pooled);
  CHECK(connections[1].may_be_pooled);
  layers.bouncer_up = false;
  const auto later = layers.targets();
  CHECK(joins::join_connections(later)[0].may_be_pooled);
}
