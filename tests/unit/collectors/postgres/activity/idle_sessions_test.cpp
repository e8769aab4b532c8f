#include "collectors/postgres/activity/idle_sessions.hpp"

#include <algorithm>

#include "collectors/postgres/rows.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

const TimePoint kNoon{std::chrono::hours(12)};

Session session(int pid, SessionState state, TimePoint query_start, std::string query = "select 1") {
  Session session;
  session.pid = pid;
  session.state = state;
  session.query_start = query_start;
  session.query = sql::Statement(std::move(query), sql::Exposure::raw);
  return session;
}

Look look(std::vector<Session> sent, std::vector<Look::Present> present) {
  Look look;
  look.activity.sessions = std::move(sent);
  look.present = std::move(present);
  return look;
}

Look look_without_list(std::vector<Session> sent) {
  Look look;
  look.activity.sessions = std::move(sent);
  return look;
}

std::vector<int> pids(const Look& look) {
  std::vector<int> pids;
  for (const Session& session : look.activity.sessions) pids.push_back(session.pid);
  return pids;
}

std::vector<int> sorted(std::vector<int> pids) {
  std::sort(pids.begin(), pids.end());
  return pids;
}

}  // namespace

TEST_CASE("a session idle since the look before is there though the server sent no row of it") {
  IdleSessions idle(sql::Exposure::raw);
  Look first =
      look({session(1, SessionState::idle, kNoon, "select 7"), session(2, SessionState::active, kNoon)},
           {{1, kNoon}, {2, kNoon}});
  idle.complete(first);
  REQUIRE(pids(first) == std::vector{1, 2});

  for (int more = 0; more < 2; ++more) {
    Look next = look({session(2, SessionState::active, kNoon)}, {{1, kNoon}, {2, kNoon}});
    idle.complete(next);
    REQUIRE(pids(next) == std::vector{2, 1});
    CHECK(next.activity.sessions[1].state == SessionState::idle);
    CHECK(next.activity.sessions[1].query.text() == "select 7");
  }
}

TEST_CASE("a session that has gone is not kept") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::idle, kNoon)}, {{1, kNoon}});
  idle.complete(first);
  Look gone = look({}, {});
  idle.complete(gone);
  CHECK(pids(gone).empty());
  Look back = look({}, {{1, kNoon}});
  CHECK_THROWS_AS(idle.complete(back), PgError);
}

TEST_CASE("the row of a session that did something takes the place of what was known") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::idle, kNoon)}, {{1, kNoon}});
  idle.complete(first);
  const TimePoint later = kNoon + std::chrono::seconds(1);
  Look busy = look({session(1, SessionState::active, later)}, {{1, later}});
  idle.complete(busy);
  REQUIRE(pids(busy) == std::vector{1});
  CHECK(busy.activity.sessions[0].state == SessionState::active);
  // It was not idle at the last look, so without a row it cannot be told what it is.
  Look silent = look({}, {{1, later}});
  CHECK_THROWS_AS(idle.complete(silent), PgError);
}

TEST_CASE("a session that ran another statement, or another with its pid, is not taken for the idle one") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::idle, kNoon)}, {{1, kNoon}});
  idle.complete(first);
  Look other = look({}, {{1, kNoon + std::chrono::microseconds(1)}});
  CHECK_THROWS_AS(idle.complete(other), PgError);
}

TEST_CASE("without a list of who is there, nobody has come or gone") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::idle, kNoon), session(2, SessionState::idle, kNoon),
                     session(3, SessionState::idle, kNoon)},
                    {{1, kNoon}, {2, kNoon}, {3, kNoon}});
  idle.complete(first);
  Look one_gone = look({}, {{1, kNoon}, {2, kNoon}});
  idle.complete(one_gone);

  const TimePoint later = kNoon + std::chrono::seconds(1);
  Look busy = look_without_list({session(1, SessionState::active, later)});
  idle.complete(busy);
  REQUIRE(pids(busy) == std::vector{1, 2});
  Look idle_again = look_without_list({session(1, SessionState::idle, later)});
  idle.complete(idle_again);
  Look quiet = look_without_list({});
  idle.complete(quiet);
  CHECK(sorted(pids(quiet)) == std::vector{1, 2});
}

TEST_CASE("a session that was busy and has no row is missed without a list too") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::active, kNoon)}, {{1, kNoon}});
  idle.complete(first);
  Look silent = look_without_list({});
  CHECK_THROWS_AS(idle.complete(silent), PgError);
}

TEST_CASE("on another connection nothing is known") {
  IdleSessions idle(sql::Exposure::raw);
  Look first = look({session(1, SessionState::idle, kNoon)}, {{1, kNoon}});
  idle.complete(first);
  idle.forget();
  Look next = look({}, {{1, kNoon}});
  CHECK_THROWS_AS(idle.complete(next), PgError);
}
