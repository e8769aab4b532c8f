#include "collectors/postgres/waits/part.hpp"

#include "collectors/postgres/waits/metrics.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using scene::kNow;

namespace {

Session active(int pid, std::string type = "", std::string event = "") {
  Session active = scene::session(pid, SessionState::active, 0);
  active.wait_event_type = std::move(type);
  active.wait_event = std::move(event);
  return active;
}

/// A server that is looked at every second.
struct Watched {
  WaitsPart part{PostgresConfig{}, Seconds(5)};
  postgres::Facts facts;

  const Waits& look(double second, std::vector<Session> sessions) {
    facts.activity = Activity{kNow + Seconds(second), std::move(sessions), {}};
    part.observe(facts);
    return *facts.waits;
  }

  double seconds(const std::string& type, const std::string& event) const {
    const auto& totals = facts.waits->totals->by_event;
    const auto found = totals.find({type, event});
    return found == totals.end() ? 0 : found->second;
  }
};

}  // namespace

TEST_CASE("every active session is taken to have been at the same thing since the sample before") {
  Watched server;
  server.look(0, {active(1)});
  CHECK(server.facts.waits->sessions.empty());  // since when, nobody knows
  server.look(1, {active(1), active(2, "Lock", "transactionid"), active(3, "Lock", "transactionid")});
  server.look(2.5, {active(1, "IO", "DataFileRead"), active(2, "Lock", "transactionid")});
  CHECK(server.seconds("CPU", "running") == 1);
  CHECK(server.seconds("Lock", "transactionid") == 3.5);
  CHECK(server.seconds("IO", "datafileread") == 1.5);
  CHECK(server.facts.waits->totals->by_application.at({"Lock", "checkout"}) == 3.5);
}

TEST_CASE("who does nothing waits for nothing, and neither do workers and Lifeguard itself count") {
  Watched server;
  Session ours = active(4), worker = active(5);
  ours.ours = true;
  worker.backend_type = "parallel worker";
  Session idle = active(1, "Client", "ClientRead"), leaked = idle;
  idle.state = SessionState::idle;
  leaked.state = SessionState::idle_in_transaction;
  server.look(0, {});
  server.look(1, {idle, leaked, ours, worker});
  CHECK(server.facts.waits->span == Seconds(1));
  CHECK(server.facts.waits->sessions.empty());
  CHECK(server.facts.waits->totals->by_event.empty());
}

TEST_CASE("a gap between samples is unobserved, never time waited") {
  Watched server;
  server.look(0, {active(1)});
  server.look(3, {active(1)});
  CHECK(server.seconds("CPU", "running") == 3);
  server.look(10, {active(1)});
  CHECK(server.seconds("CPU", "running") == 3);
  CHECK(server.facts.waits->unobserved == Seconds(7));
  server.look(4, {active(1)});  // the clock was set back, or another server answers
  server.look(5, {active(1)});
  CHECK(server.seconds("CPU", "running") == 4);
  CHECK(server.facts.waits->unobserved == Seconds(7));
}

TEST_CASE("a tick without activity adds nothing, and the next one is judged by the server's clock") {
  Watched server;
  server.look(0, {active(1)});
  server.look(1, {active(1)});
  server.facts.activity.reset();
  server.part.observe(server.facts);
  CHECK(server.facts.waits->sessions.empty());
  CHECK(server.facts.waits->span == Seconds(0));
  CHECK(server.seconds("CPU", "running") == 1);
}

TEST_CASE("a statement is told by its query id, else by its fingerprint") {
  Watched server;
  Session by_id = active(1), by_text = active(2);
  by_id.query_id = 4711;
  server.look(0, {});
  const auto& sessions = server.look(1, {by_id, by_text}).sessions;
  CHECK(sessions[0].statement->query_id == 4711);
  CHECK(sessions[0].statement->fingerprint.empty());
  CHECK(sessions[1].statement->fingerprint.size() == 16);
  CHECK(sessions[1].statement->text == "update stock set n = n - $1 where sku = $2");
  CHECK(sessions[1].statement->database == "shop");
}

TEST_CASE("a flood of new texts costs a bounded part of a tick, and the rest has no name") {
  Watched server;
  std::vector<Session> flood;
  for (int pid = 1; pid <= 200; ++pid) {
    flood.push_back(active(pid));
    flood.back().query = sql::Statement("select " + std::to_string(pid) + " as n");
  }
  server.look(0, {});
  const auto named = [&](const Waits& waits) {
    return std::count_if(waits.sessions.begin(), waits.sessions.end(),
                         [](const ActiveSession& session) { return !session.statement->text.empty(); });
  };
  CHECK(named(server.look(1, flood)) == 50);
  CHECK(named(server.look(2, flood)) == 100);
  CHECK(server.seconds("CPU", "running") == 400);
}

TEST_CASE("sessions that the role may not see are counted, not guessed at") {
  Watched server;
  Session hidden;
  hidden.pid = 1;
  hidden.user = "shop";
  hidden.state = SessionState::hidden;
  server.look(0, {});
  CHECK(server.look(1, {hidden, hidden}).hidden_sessions == 2);
  CHECK(server.facts.waits->sessions.empty());
}

TEST_CASE("the series of waits are bounded") {
  Watched server;
  server.look(0, {});
  for (int second = 1; second <= 20; ++second) {
    std::vector<Session> sessions;
    for (int i = 0; i < 200; ++i) {
      const int n = 200 * second + i;
      sessions.push_back(active(n, i % 2 ? "LWLock" : "IO", "Event" + std::to_string(n)));
      sessions.back().application = "job " + std::to_string(n);
    }
    server.look(second, sessions);
  }
  const auto samples = wait_samples(*server.facts.waits);
  CHECK(samples.size() < 300);
  double by_event = 0, by_application = 0;
  for (const Sample& sample : samples) {
    if (sample.metric->name == "lifeguard_pg_wait_seconds_total") by_event += sample.value;
    if (sample.metric->name == "lifeguard_pg_application_wait_seconds_total") by_application += sample.value;
  }
  CHECK(by_event == 4000);
  CHECK(by_application == 4000);
}

TEST_CASE("what one look at five hundred sessions costs", "[.bench]") {
  Watched server;
  std::vector<Session> sessions;
  for (int pid = 1; pid <= 500; ++pid) {
    sessions.push_back(pid <= 50 ? active(pid, pid % 2 ? "IO" : "", pid % 2 ? "DataFileRead" : "")
                                 : scene::session(pid, SessionState::idle, 1));
    sessions.back().application = "job " + std::to_string(pid % 20);
  }
  constexpr int kLooks = 2000;
  const auto begin = std::chrono::steady_clock::now();
  std::size_t samples = 0;
  for (int look = 0; look < kLooks; ++look) {
    server.facts.activity = Activity{kNow + Seconds(look), std::move(sessions), {}};
    server.part.observe(server.facts);
    samples = wait_samples(*server.facts.waits).size();
    sessions = std::move(server.facts.activity->sessions);
  }
  const Seconds each = (std::chrono::steady_clock::now() - begin) / kLooks;
  WARN("one look at 500 sessions, 50 of them active: " << each.count() * 1e6 << " µs, " << samples
                                                       << " samples");
  CHECK(each < Seconds(0.01));
}
