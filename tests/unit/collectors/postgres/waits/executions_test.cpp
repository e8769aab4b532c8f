#include "collectors/postgres/waits/executions.hpp"

#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using scene::kNow;
using scene::session;

namespace {

Session started(int pid, TimePoint at) {
  Session started = session(pid, SessionState::active, 0);
  started.query_start = at;
  return started;
}

Activity sample(double seconds, std::vector<Session> sessions) {
  return {kNow + Seconds(seconds), std::move(sessions), {}};
}

}  // namespace

TEST_CASE("an execution that is seen to run for the threshold counts once") {
  Executions executions(Seconds(5));
  for (const double second : {0.0, 4.0}) executions.follow(sample(second, {started(1, kNow)}));
  CHECK(executions.slow() == 0);
  for (const double second : {5.0, 6.0, 60.0}) executions.follow(sample(second, {started(1, kNow)}));
  CHECK(executions.slow() == 1);
}

TEST_CASE(
    "the next statement of a session is another execution, and so is that of another session of its pid") {
  Executions executions(Seconds(5));
  executions.follow(sample(6, {started(1, kNow)}));
  executions.follow(sample(20, {started(1, kNow + Seconds(10))}));
  CHECK(executions.slow() == 2);
  Session other = started(1, kNow + Seconds(10));
  other.backend_start = kNow;
  executions.follow(sample(21, {other}));
  CHECK(executions.slow() == 3);
}

TEST_CASE("one that waits for a lock is not slow until it runs") {
  Executions executions(Seconds(5));
  Session blocked = started(1, kNow);
  blocked.wait_event_type = "Lock";
  executions.follow(sample(60, {blocked}));
  CHECK(executions.slow() == 0);
  executions.follow(sample(61, {started(1, kNow)}));
  CHECK(executions.slow() == 1);
}

TEST_CASE("only statements of clients that run are followed") {
  Executions executions(Seconds(5));
  Session ours = started(1, kNow), worker = started(2, kNow), idle = started(3, kNow), early = started(4, kNow);
  ours.ours = true;
  worker.backend_type = "parallel worker";
  idle.state = SessionState::idle_in_transaction;
  early.query_start.reset();
  executions.follow(sample(60, {ours, worker, idle, early}));
  CHECK(executions.slow() == 0);
}
