#include "alerts/rules/connection_leak.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using leaks::no_backend;
using leaks::orphans;

namespace {

const Endpoint kServer{"10.0.0.7", 5432};

TcpConnection socket_of(const postgres::Session& session) {
  return {{session.client, *session.client_port}, kServer};
}

Sockets look(const std::vector<postgres::Session>& sessions, double seconds_ago) {
  Sockets sockets;
  sockets.taken = kNow - Seconds(seconds_ago);
  for (const auto& session : sessions) sockets.established.push_back(socket_of(session));
  std::sort(sockets.established.begin(), sockets.established.end());
  return sockets;
}

/// Ten sessions at work and one, pid 11, that has been idle for long, all with their sockets.
struct Pod : Shop {
  Sockets now, before;

  Pod() : Shop(11, 0) {
    for (int pid = 1; pid <= 10; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 1));
    server.sessions.push_back(session(11, SessionState::idle, 900));
    now = look(server.sessions, 0);
    before = look(server.sessions, 6);
  }

  void lose(Sockets& sockets, int pid) {
    const auto gone = socket_of(server.sessions.at(static_cast<std::size_t>(pid) - 1));
    std::erase(sockets.established, gone);
  }

  std::vector<leaks::Sign> see(Seek& kind) {
    app.sockets = std::make_shared<const Sockets>(now);
    app.sockets_before = std::make_shared<const Sockets>(before);
    return seek(kind);
  }
};

}  // namespace

TEST_CASE("a session whose socket is gone from its host at two looks is an orphan") {
  Pod pod;
  pod.lose(pod.now, 11);
  pod.lose(pod.before, 11);
  const auto signs = pod.see(orphans);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].connections == 1);
  CHECK(signs[0].text ==
        "left 1 session behind: its socket is gone from this host, and the server was not told");
  CHECK(value_of(signs[0].evidence.at(0), "pid") == "11");
  CHECK(
      signs[0].remedy.starts_with("SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid IN "
                                  "(11) AND state LIKE 'idle%' AND "
                                  "state_change < now() - interval '900 s';"));
}

TEST_CASE("a socket that is gone at one look may be closing") {
  Pod pod;
  pod.lose(pod.now, 11);
  CHECK(pod.see(orphans).empty());
}

TEST_CASE("sockets that are not those the server sees say nothing") {
  Pod pod;
  for (Sockets* sockets : {&pod.now, &pod.before}) {
    for (int pid : {9, 10, 11})
      pod.lose(*sockets, pid);  // two at work are not among them: a mesh, or translation
  }
  CHECK(pod.see(orphans).empty());
}

TEST_CASE("a session of another host is no orphan of this one") {
  Pod pod;
  pod.server.sessions[10].client = "10.0.3.8";
  CHECK(pod.see(orphans).empty());
}

TEST_CASE("when not every socket was seen nothing is missing") {
  Pod pod;
  pod.lose(pod.now, 11);
  pod.lose(pod.before, 11);
  pod.before.complete = false;
  CHECK(pod.see(orphans).empty());
}

TEST_CASE("a session that began after the first look had no socket yet") {
  Pod pod;
  pod.lose(pod.now, 11);
  pod.lose(pod.before, 11);
  pod.server.sessions[10].backend_start = kNow - Seconds(5);
  CHECK(pod.see(orphans).empty());
}

TEST_CASE("a socket to the server that no session belongs to leads nowhere") {
  Pod pod;
  CHECK(pod.see(no_backend).empty());
  pod.server.sessions.pop_back();
  const auto signs = pod.see(no_backend);
  REQUIRE(signs.size() == 1);
  CHECK(signs[0].connections == 1);
  CHECK(value_of(signs[0].evidence.at(0), "socket") == "10.0.3.7:40011");
  const auto findings = pod.judge(ConnectionLeak{ConnectionLeakConfig{}}, "app");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary == "this host has 1 socket to main to which no session there belongs");
  CHECK(pod.judge(ConnectionLeak{ConnectionLeakConfig{}}).empty());
}

TEST_CASE("a socket that led nowhere is not known to be gone while the server cannot be asked") {
  Pod pod;
  pod.server.sessions.pop_back();
  pod.see(no_backend);
  const ConnectionLeak rule{ConnectionLeakConfig{}};
  Incident incident;
  incident.key = "sockets";
  auto all = pod.targets();
  CHECK(rule.can_clear(pod.view_of("app", all), incident));
  auto down = *all[0];
  down.up = false;
  all[0] = std::make_shared<const Snapshot>(down);
  CHECK_FALSE(rule.can_clear(pod.view_of("app", all), incident));
}

TEST_CASE("a session that ended since the last look at the sockets had one then") {
  Pod pod;
  pod.server.sessions.pop_back();
  pod.now.taken = kNow - Seconds(1);
  CHECK(pod.see(no_backend).empty());
}

TEST_CASE("a session that was just about to begin is shown later than its socket") {
  Pod pod;
  pod.server.sessions.pop_back();
  pod.before.taken = kNow - Seconds(2);
  CHECK(pod.see(no_backend).empty());
}

TEST_CASE("a socket without a session says nothing where sessions may be hidden") {
  Pod pod;
  pod.server.sessions.pop_back();
  pod.server.sees_every_session = false;
  CHECK(pod.see(no_backend).empty());
}
