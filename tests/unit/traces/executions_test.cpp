#include "traces/executions.hpp"

#include "tests/catch.hpp"
#include "tests/unit/traces/activity.hpp"

using namespace lifeguard;
using namespace lifeguard::traces;
using lifeguard::postgres::Activity;
using lifeguard::postgres::Locks;
using lifeguard::postgres::LockWait;
using lifeguard::postgres::Session;
using lifeguard::postgres::SessionState;

namespace {

constexpr Seconds kTick{1};
const std::string kQuery = "select * from orders";
const std::string kParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// The look before, in which nobody was there.
struct Followed {
  Executions executions;
  Followed() { executions.follow(look(0, {}), Seconds(0)); }
  std::vector<Execution> see(const Activity& activity, Seconds span = kTick) {
    return executions.follow(activity, span);
  }
};

}  // namespace

TEST_CASE("an execution ends when its session came to rest, by the server's stamp") {
  Followed followed;
  CHECK(followed.see(look(1, {client(7, kQuery, 0.5)})).empty());
  CHECK(followed.see(look(2, {client(7, kQuery, 0.5)})).empty());
  const auto ended = followed.see(look(3, {idle(7, kQuery, 0.5, 2.25)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].pid == 7);
  CHECK(ended[0].start == at(0.5));
  CHECK(ended[0].end == at(2.25));
  CHECK(ended[0].end_by == EndBy::state_change);
  CHECK(ended[0].looks == 2);
  CHECK(ended[0].statement.text() == kQuery);
  CHECK(ended[0].application == "checkout");
  CHECK_FALSE(ended[0].failed);
  CHECK(followed.see(look(4, {idle(7, kQuery, 0.5, 2.25)})).empty());
}

TEST_CASE("an execution in a transaction ends with the statement, not with the transaction") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  Session left = idle(7, kQuery, 0.5, 1.5);
  left.state = SessionState::idle_in_transaction_aborted;
  const auto ended = followed.see(look(2, {left}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].end == at(1.5));
  CHECK(ended[0].failed);
}

TEST_CASE("an execution after which another began has ended by then") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  const auto ended = followed.see(look(2, {client(7, "select 2", 1.75)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].end == at(1.75));
  CHECK(ended[0].end_by == EndBy::next_statement);
  CHECK(ended[0].statement.text() == kQuery);
  SECTION("and so it has when that other one is over too, of which the stamps tell") {
    followed.see(look(3, {client(7, kQuery, 2.5)}));
    const auto both = followed.see(look(4, {idle(7, "select 3", 3.25, 3.5)}));
    REQUIRE(both.size() == 2);
    CHECK(both[0].end == at(3.25));
    CHECK(both[0].end_by == EndBy::next_statement);
    CHECK(both[1].start == at(3.25));
    CHECK(both[1].end == at(3.5));
    CHECK(both[1].end_by == EndBy::state_change);
    CHECK(both[1].looks == 0);
    CHECK(followed.see(look(5, {idle(7, "select 3", 3.25, 3.5)})).empty());
  }
}

TEST_CASE("an execution whose session is gone ended no earlier than it was last seen") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  const auto ended = followed.see(look(2, {}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].end == at(1));
  CHECK(ended[0].end_by == EndBy::last_seen);
  CHECK(followed.executions.running() == 0);
}

TEST_CASE("another process with the same number is another session") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  Session other = idle(7, kQuery, 1.5, 1.75);
  other.backend_start = at(1.25);
  const auto ended = followed.see(look(2, {other}));
  REQUIRE(ended.size() == 2);
  CHECK(ended[0].end == at(1));
  CHECK(ended[0].end_by == EndBy::last_seen);
  CHECK(ended[1].backend_start == at(1.25));
}

TEST_CASE("a gap between two looks invents no end") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  CHECK(followed.see(look(600, {client(7, kQuery, 0.5)}), Seconds(0)).empty());
  const auto ended = followed.see(look(1200, {idle(7, kQuery, 0.5, 601)}), Seconds(0));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].end == at(601));
  CHECK(ended[0].end_by == EndBy::state_change);
}

TEST_CASE("a session that may not be seen any more has not ended for that") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  Session hidden;
  hidden.pid = 7;
  hidden.state = SessionState::hidden;
  CHECK(followed.see(look(2, {hidden})).empty());
  const auto ended = followed.see(look(3, {idle(7, kQuery, 0.5, 2.5)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].end == at(2.5));
}

TEST_CASE("what had ended before the first look is not told") {
  Executions executions;
  CHECK(executions.follow(look(10, {idle(7, kQuery, 1, 5)}), Seconds(0)).empty());
  CHECK(executions.follow(look(11, {idle(7, kQuery, 1, 5), idle(8, kQuery, 1, 5)}), kTick).empty());
  CHECK(executions.follow(look(12, {idle(7, kQuery, 10.25, 10.5)}), kTick).size() == 1);
}

TEST_CASE("an end that the server stamped a moment after the look is told once") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  CHECK(followed.see(look(2, {idle(7, kQuery, 0.5, 2.01)})).size() == 1);
  CHECK(followed.see(look(3, {idle(7, kQuery, 0.5, 2.01)})).empty());
}

TEST_CASE("Lifeguard's own sessions and the server's workers are not followed") {
  Followed followed;
  Session own = client(7, kQuery, 0.5), worker = client(8, kQuery, 0.5);
  own.ours = true;
  worker.backend_type = "autovacuum worker";
  followed.see(look(1, {own, worker}));
  CHECK(followed.executions.running() == 0);
}

TEST_CASE("a wait lasts over the looks that show it, and begins with the look before the first") {
  Followed followed;
  followed.see(look(1, {client(7, kQuery, 0.5)}));
  followed.see(look(2, {waiting(client(7, kQuery, 0.5), "IO", "DataFileRead")}));
  followed.see(look(3, {waiting(client(7, kQuery, 0.5), "IO", "DataFileRead")}));
  followed.see(look(4, {client(7, kQuery, 0.5)}));
  followed.see(look(5, {waiting(client(7, kQuery, 0.5), "IO", "DataFileRead")}));
  followed.see(look(6, {waiting(client(7, kQuery, 0.5), "Client", "ClientWrite")}));
  const auto ended = followed.see(look(7, {idle(7, kQuery, 0.5, 6.5)}));
  REQUIRE(ended.size() == 1);
  const auto& waits = ended[0].waits;
  REQUIRE(waits.size() == 3);
  CHECK(waits[0].event == "DataFileRead");
  CHECK(waits[0].from == at(1));
  CHECK(waits[0].to == at(3));
  CHECK(waits[0].looks == 2);
  CHECK(waits[1].from == at(4));
  CHECK(waits[1].to == at(5));
  CHECK(waits[2].event == "ClientWrite");
  CHECK(waits[2].from == at(5));
}

TEST_CASE("a wait begins no earlier than its statement, and does not go on through a gap") {
  Followed followed;
  followed.see(look(1, {waiting(client(7, kQuery, 0.75), "IO", "DataFileRead")}));
  followed.see(look(600, {waiting(client(7, kQuery, 0.75), "IO", "DataFileRead")}), Seconds(0));
  const auto ended = followed.see(look(601, {}));
  REQUIRE(ended[0].waits.size() == 2);
  CHECK(ended[0].waits[0].from == at(0.75));
  CHECK(ended[0].waits[0].to == at(1));
  CHECK(ended[0].waits[1].from == at(600));
}

TEST_CASE("a wait for a lock begins when the server says, and names who holds it") {
  Followed followed;
  Activity activity = look(3, {waiting(client(7, kQuery, 0.5), "Lock", "transactionid"),
                               client(8, "update t set n = 1 /*traceparent='" + kParent + "'*/", 0.1)});
  activity.sessions[1].state = SessionState::idle_in_transaction;
  activity.locks = Locks{{LockWait{7, "ShareLock", "transactionid 9", at(2.125), {8, 9}}}, {}};
  followed.see(activity);
  activity.taken = at(4);
  followed.see(activity);
  const auto ended = followed.see(look(5, {idle(7, kQuery, 0.5, 4.5)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].waits.at(0).from == at(2.125));
  CHECK(ended[0].waits.at(0).to == at(4));
  CHECK(ended[0].waits.at(0).blocked_by == std::vector<int>{8, 9});
  REQUIRE(ended[0].blockers.size() == 2);
  CHECK(ended[0].blockers[0].pid == 8);
  CHECK(ended[0].blockers[0].statement == "update t set n = $1");
  CHECK(ended[0].blockers[0].trace == sql::parse_traceparent(kParent));
  CHECK_FALSE(ended[0].blockers[1].trace);
}

TEST_CASE("parallel workers belong to their leader") {
  Followed followed;
  Session one = client(8, kQuery, 0.5), other = client(9, kQuery, 0.5);
  for (Session* worker : {&one, &other}) {
    worker->backend_type = "parallel worker";
    worker->leader_pid = 7;
  }
  followed.see(look(1, {client(7, kQuery, 0.5), one, other}));
  followed.see(look(2, {client(7, kQuery, 0.5), one}));
  const auto ended = followed.see(look(3, {idle(7, kQuery, 0.5, 2.5)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].parallel_workers == 2);
}

TEST_CASE("a context is as old as the first execution of the backend that showed it") {
  Followed followed;
  const std::string prepared = "select 1 /*traceparent='" + kParent + "'*/";
  followed.see(look(1, {idle(7, prepared, 0.5, 0.6)}));
  followed.see(look(2, {idle(7, "select 2", 1.5, 1.6)}));
  followed.see(look(90, {client(7, prepared, 89.5)}));
  followed.see(look(90.5, {client(8, prepared, 90.25)}));
  const auto ended = followed.see(look(92, {idle(8, prepared, 90.25, 91.5)}));
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].context_since == at(90.25));  // another backend's
  Followed again;
  again.see(look(1, {idle(7, prepared, 0.5, 0.6)}));
  again.see(look(90, {client(7, prepared, 89.5)}));
  CHECK(again.see(look(92, {idle(7, prepared, 89.5, 91.5)})).at(0).context_since == at(0.5));
}

TEST_CASE("memory is bounded however many run, however often they wait") {
  Executions executions;
  executions.follow(look(0, {}), Seconds(0));
  std::vector<Session> sessions;
  for (int pid = 1; pid <= 5000; ++pid) sessions.push_back(client(pid, kQuery, 0.5));
  executions.follow(look(1, sessions), kTick);
  CHECK(executions.running() == 4096);
  CHECK(executions.left_alone() == 904);
  executions.follow(look(2, sessions), kTick);
  CHECK(executions.left_alone() == 904);
  executions.follow(look(3, {}), kTick);
  CHECK(executions.running() == 0);

  Followed followed;
  for (int i = 0; i < 100; ++i) {
    followed.see(look(1 + i, {waiting(client(7, kQuery, 0.5), "IO", i % 2 ? "DataFileRead" : "WALWrite")}));
  }
  const auto ended = followed.see(look(200, {}));
  CHECK(ended.at(0).waits.size() == 32);
  CHECK(ended.at(0).waits_left_out == 68);
}
