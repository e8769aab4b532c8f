#include "alerts/incidents.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

TimePoint at(double seconds) {
  return TimePoint{} + Seconds(1'000'000 + seconds);
}

Snapshot seen_at(double seconds) {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.kind = "postgres";
  snapshot.backend = "postgres/42";
  snapshot.taken = at(seconds);
  return snapshot;
}

Finding finding(Severity severity = Severity::warning, double since = 0) {
  Finding finding;
  finding.key = "shop/checkout";
  finding.severity = severity;
  finding.summary = "checkout leaks";
  finding.since = at(since);
  return finding;
}

bool cannot_tell(const Incident&) {
  return false;
}

Observation sees(Finding seen) {
  return {"connection_leak", true, {std::move(seen)}};
}
Observation sees_nothing() {
  return {"connection_leak", true, {}};
}
Observation cannot_look() {
  return {"connection_leak", false, {}, cannot_tell};
}
Observation sees_little() {
  return {"connection_leak", true, {}, cannot_tell};
}

RuleBasics basics(double hold, double recover_for) {
  RuleBasics basics;
  basics.hold = Seconds(hold);
  basics.recover_for = Seconds(recover_for);
  return basics;
}

/// An agent's memory of incidents, fed by hand.
struct Watcher {
  Incidents incidents;
  RuleBasics rule = basics(0, 10);
  Changes look(double seconds, const Observation& observation) {
    return incidents.take(seen_at(seconds), observation, rule, "checkout");
  }
  IncidentState state() const { return incidents.all().at(0).state; }
};

}  // namespace

TEST_CASE("a finding opens an incident and tells it once") {
  Watcher watcher;
  const Changes first = watcher.look(1, sees(finding()));
  REQUIRE(first.notices.size() == 1);
  CHECK(first.notices[0].kind == Notice::Kind::opened);
  CHECK(first.notices[0].incident.service == "checkout");
  CHECK(first.notices[0].incident.since == at(0));
  CHECK(first.notices[0].incident.opened == at(1));
  CHECK(first.incidents.size() == 1);
  const Changes second = watcher.look(2, sees(finding()));
  CHECK(second.notices.empty());
  CHECK(second.incidents.empty());
}

TEST_CASE("for counts from when the database says it began, not from when it was first seen") {
  Watcher watcher;
  watcher.rule = basics(30, 10);
  CHECK(watcher.look(20, sees(finding())).notices.empty());
  CHECK(watcher.state() == IncidentState::pending);
  CHECK(watcher.look(30, sees(finding())).notices.size() == 1);

  Watcher restarted;
  restarted.rule = basics(30, 10);
  CHECK(restarted.look(31, sees(finding())).notices.size() == 1);
}

TEST_CASE("what passes before its time is never told") {
  Watcher watcher;
  watcher.rule = basics(30, 10);
  watcher.look(20, sees(finding()));
  CHECK(watcher.look(21, sees_nothing()).notices.empty());
  CHECK(watcher.incidents.all().empty());
}

TEST_CASE("a pending incident is written down, so that a restart does not start its time anew") {
  Watcher before;
  before.rule = basics(30, 10);
  const Changes first = before.look(20, sees(finding(Severity::warning, 20)));
  REQUIRE(first.incidents.size() == 1);
  CHECK(first.incidents[0].state == IncidentState::pending);
  CHECK(before.look(25, sees(finding(Severity::warning, 25))).incidents.empty());

  Watcher after{Incidents(first.incidents)};
  after.rule = basics(30, 10);
  CHECK(after.look(49, sees(finding(Severity::warning, 49))).notices.empty());
  CHECK(after.look(50, sees(finding(Severity::warning, 50))).notices.size() == 1);
}

TEST_CASE("a pending incident that is gone is taken out of the store without a word") {
  Watcher watcher;
  watcher.rule = basics(30, 10);
  watcher.look(20, sees(finding()));
  const Changes gone = watcher.look(21, sees_nothing());
  CHECK(gone.notices.empty());
  REQUIRE(gone.incidents.size() == 1);
  CHECK(gone.incidents[0].state == IncidentState::resolved);
  CHECK_FALSE(gone.incidents[0].opened);
}

TEST_CASE("of what was not found, what cannot be told is unknown, and the rest is over") {
  Watcher watcher;
  Finding of_statement = finding(), of_session = finding();
  of_statement.key = "statement";
  of_session.key = "session";
  watcher.look(1, {"slow_query", true, {of_statement, of_session}});
  const Observation half_blind{
      "slow_query", true, {}, [](const Incident& incident) { return incident.key != "statement"; }};
  watcher.look(2, half_blind);
  watcher.look(12, half_blind);
  for (const Incident& incident : watcher.incidents.all()) {
    CHECK(incident.state == (incident.key == "statement" ? IncidentState::unknown : IncidentState::resolved));
  }
  watcher.look(13, {"slow_query", true, {}});
  watcher.look(23, {"slow_query", true, {}});
  CHECK(watcher.incidents.open().empty());
}

TEST_CASE("a storm opens no more than the bound, and drops none that is open") {
  Watcher watcher;
  Observation storm{"connection_leak", true, {}};
  for (std::size_t i = 0; i < Incidents::kMostOpen; ++i) {
    storm.findings.push_back(finding());
    storm.findings.back().key = "client " + std::to_string(i);
  }
  CHECK(watcher.look(1, storm).notices.size() == Incidents::kMostOpen);
  storm.findings.insert(storm.findings.begin(), finding(Severity::critical));
  const Changes more = watcher.look(2, storm);
  CHECK(more.notices.empty());
  CHECK(watcher.incidents.open().size() == Incidents::kMostOpen);
  for (const Incident& incident : watcher.incidents.open()) CHECK(incident.state == IncidentState::firing);
}

TEST_CASE("a pending incident that falls below its threshold starts anew") {
  Watcher watcher;
  watcher.rule = basics(30, 10);
  watcher.look(20, sees(finding()));
  watcher.look(25, sees(finding(Severity::none)));
  CHECK(watcher.incidents.all().empty());
}

TEST_CASE("an incident is resolved only when it stays away") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  CHECK(watcher.look(2, sees_nothing()).notices.empty());
  CHECK(watcher.state() == IncidentState::recovering);
  CHECK(watcher.look(5, sees(finding())).notices.empty());
  CHECK(watcher.state() == IncidentState::firing);
  watcher.look(6, sees_nothing());
  CHECK(watcher.look(15, sees_nothing()).notices.empty());
  const Changes last = watcher.look(16, sees_nothing());
  REQUIRE(last.notices.size() == 1);
  CHECK(last.notices[0].kind == Notice::Kind::resolved);
  CHECK(last.notices[0].incident.resolved == at(16));
  CHECK(watcher.state() == IncidentState::resolved);
  CHECK(watcher.incidents.open().empty());
}

TEST_CASE("between clear and warning an open incident stays") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  watcher.look(2, sees(finding(Severity::none)));
  CHECK(watcher.state() == IncidentState::firing);
  CHECK(watcher.incidents.all()[0].severity == Severity::warning);
}

TEST_CASE("between clear and warning none opens") {
  Watcher watcher;
  CHECK(watcher.look(1, sees(finding(Severity::none))).incidents.empty());
  CHECK(watcher.incidents.all().empty());
}

TEST_CASE("getting worse is told once, getting better is not told") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  const Changes worse = watcher.look(2, sees(finding(Severity::critical)));
  REQUIRE(worse.notices.size() == 1);
  CHECK(worse.notices[0].kind == Notice::Kind::escalated);
  CHECK(worse.notices[0].incident.severity == Severity::critical);
  CHECK(watcher.look(3, sees(finding(Severity::warning))).notices.empty());
  CHECK(watcher.look(4, sees(finding(Severity::critical))).notices.empty());
}

TEST_CASE("a failed collection freezes an incident and never resolves it") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  CHECK(watcher.look(2, cannot_look()).notices.empty());
  CHECK(watcher.state() == IncidentState::unknown);
  CHECK(watcher.look(5000, cannot_look()).notices.empty());
  CHECK(watcher.look(5001, sees(finding())).notices.empty());
  CHECK(watcher.state() == IncidentState::firing);
}

TEST_CASE("time that was not seen does not count towards recovery") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  watcher.look(2, sees_nothing());
  watcher.look(3, cannot_look());
  CHECK(watcher.look(100, sees_nothing()).notices.empty());
  CHECK(watcher.look(110, sees_nothing()).notices.size() == 1);
}

TEST_CASE("not seeing it with too few rights is not seeing it gone") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  watcher.look(2, sees_little());
  CHECK(watcher.state() == IncidentState::unknown);
}

TEST_CASE("after a restart an open incident is unknown, is not told again, and is resolved when it is over") {
  Watcher before;
  before.look(1, sees(finding()));
  Watcher after{Incidents(before.incidents.all())};
  CHECK(after.state() == IncidentState::unknown);
  CHECK(after.look(50, sees(finding())).notices.empty());
  CHECK(after.state() == IncidentState::firing);
  after.look(51, sees_nothing());
  const Changes end = after.look(61, sees_nothing());
  REQUIRE(end.notices.size() == 1);
  CHECK(end.notices[0].incident.dedup_key == before.incidents.all()[0].dedup_key);
}

TEST_CASE("incidents of other rules and targets are left alone") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  watcher.look(2, Observation{"slow_query", true, {}});
  Snapshot elsewhere = seen_at(3);
  elsewhere.target = "replica";
  watcher.incidents.take(elsewhere, sees_nothing(), watcher.rule, "checkout");
  CHECK(watcher.state() == IncidentState::firing);
}

TEST_CASE("what nobody watches any more is closed, and says why") {
  Watcher watcher;
  watcher.look(1, sees(finding()));
  CHECK(watcher.incidents.retire({"main"}, {"connection_leak"}, at(2)).notices.empty());
  const Changes closed = watcher.incidents.retire({"another"}, {"connection_leak"}, at(3));
  REQUIRE(closed.notices.size() == 1);
  CHECK(closed.notices[0].kind == Notice::Kind::resolved);
  CHECK(closed.notices[0].incident.summary.find("no longer watched") != std::string::npos);
}

TEST_CASE("the dedup key is the same from every pod and differs by rule, backend and key") {
  const std::string key = dedup_key("connection_leak", "postgres/42", "shop/checkout");
  CHECK(key.starts_with("lifeguard/"));
  CHECK(key.size() == 10 + 64);
  CHECK(key == dedup_key("connection_leak", "postgres/42", "shop/checkout"));
  CHECK(key != dedup_key("slow_query", "postgres/42", "shop/checkout"));
  CHECK(key != dedup_key("connection_leak", "postgres/4", "2shop/checkout"));
}

TEST_CASE("a rule is not asked while a part it needs is missing") {
  class Needy : public Rule {
   public:
    Needy() : Rule(RuleBasics{}) {}
    std::string_view name() const override { return "needy"; }
    bool watches(std::string_view) const override { return true; }
    std::vector<std::string_view> needs() const override { return {"activity"}; }
    std::vector<std::string_view> needs_to_clear() const override { return {"visibility"}; }
    std::vector<Finding> inspect(const View&) const override { return {finding()}; }
  };
  const Needy rule;
  const History history;
  Snapshot snapshot = seen_at(1);
  snapshot.parts = {{"activity", false, {}, "timed out"}};
  CHECK_FALSE(observe(rule, View{snapshot, history}).asked);
  CHECK(observe(rule, View{snapshot, history}).findings.empty());
  snapshot.parts = {{"activity", true, {}, ""}, {"visibility", false, {}, ""}};
  CHECK(observe(rule, View{snapshot, history}).asked);
  CHECK_FALSE(observe(rule, View{snapshot, history}).can_clear(Incident{}));
  snapshot.parts[1].success = true;
  CHECK(observe(rule, View{snapshot, history}).can_clear(Incident{}));
}
