#include "collectors/postgres/transitions.hpp"

#include "alerts/rules/pg_role_change.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using scene::kNow;
using enum Transition::Kind;

namespace {

Identity primary() {
  Identity identity;
  identity.system_identifier = "42";
  identity.started = kNow - Seconds(1000);
  identity.processes_started = identity.started;
  identity.address = "10.0.0.7:5432";
  identity.timeline = 1;
  return identity;
}

Identity standby() {
  Identity identity = primary();
  identity.in_recovery = true;
  return identity;
}

template <class Change>
Identity with(Identity identity, Change change) {
  change(identity);
  return identity;
}

Finding told(const Transition::Kind kind, const Identity& before, const Identity& after, double ago = 1) {
  scene::Server server;
  server.transitions = {{kind, kNow - Seconds(ago + 10), kNow - Seconds(ago), before, after}};
  const auto findings = server.see(PgRoleChange{RoleChangeConfig{}});
  return findings.empty() ? Finding{} : findings.at(0);
}

}  // namespace

TEST_CASE("the same server, asked again, has not changed") {
  CHECK_FALSE(transition_between(primary(), primary()));
  CHECK_FALSE(transition_between(standby(), standby()));
  CHECK_FALSE(transition_between(primary(), with(primary(), [](Identity& id) { id.address = "::1:5432"; })));
}

TEST_CASE("what is not known of a server is no change") {
  const auto unknown = [](Identity& id) {
    id.system_identifier.clear();
    id.timeline.reset();
    id.processes_started.reset();
  };
  CHECK_FALSE(transition_between(primary(), with(primary(), unknown)));
  CHECK_FALSE(transition_between(with(primary(), unknown), primary()));
}

TEST_CASE("a new start is a restart, new processes in the old one are a crash") {
  const Identity again = with(primary(), [](Identity& id) {
    id.started = kNow - Seconds(5);
    id.processes_started = id.started;
  });
  CHECK(transition_between(primary(), again) == restart);
  const Identity recovered = with(primary(), [](Identity& id) { id.processes_started = kNow - Seconds(5); });
  CHECK(transition_between(primary(), recovered) == crash);
}

TEST_CASE("a promotion and its contrary are told by the role alone") {
  CHECK(transition_between(standby(), primary()) == promotion);
  CHECK(transition_between(primary(), standby()) == demotion);
  const Identity elsewhere = with(primary(), [](Identity& id) {
    id.started = kNow - Seconds(90'000);
    id.timeline = 2;
  });
  CHECK(transition_between(standby(), elsewhere) == promotion);
}

TEST_CASE("a primary on another timeline is a failover") {
  const Identity other = with(primary(), [](Identity& id) {
    id.started = kNow - Seconds(90'000);
    id.timeline = 2;
  });
  CHECK(transition_between(primary(), other) == failover);
}

TEST_CASE("a standby at another address, or one that ran before, is another server") {
  const auto later = [](Identity& id) {
    id.started = kNow - Seconds(5);
    id.address = "10.0.0.9:5432";
  };
  CHECK(transition_between(standby(), with(standby(), later)) == other_server);
  CHECK(transition_between(primary(), with(primary(), later)) == restart);  // it moved with its data
  const auto earlier = [](Identity& id) { id.started = kNow - Seconds(90'000); };
  CHECK(transition_between(primary(), with(primary(), earlier)) == other_server);
}

TEST_CASE("another system identifier is another cluster, whatever else") {
  const Identity other = with(standby(), [](Identity& id) { id.system_identifier = "43"; });
  CHECK(transition_between(primary(), other) == other_cluster);
}

TEST_CASE(
    "what was asked at the beginning of a connection is carried over, but for the timeline of a promoted one") {
  Identity later = primary();
  later.timeline.reset();
  later.processes_started.reset();
  later.system_identifier.clear();
  Identity promoted = later;
  carry_over(primary(), later);
  CHECK(later.timeline == 1);
  CHECK(later.processes_started == primary().processes_started);
  CHECK(later.system_identifier == "42");
  carry_over(standby(), promoted);
  CHECK_FALSE(promoted.timeline);
}

TEST_CASE("transitions are remembered with the times between which they happened, a bounded number of them") {
  Transitions transitions;
  CHECK(transitions.recent()->empty());
  transitions.see(standby(), kNow - Seconds(10));
  transitions.see(standby(), kNow - Seconds(5));
  transitions.see(primary(), kNow);
  REQUIRE(transitions.recent()->size() == 1);
  CHECK(transitions.recent()->front().kind == promotion);
  CHECK(transitions.recent()->front().last_seen == kNow - Seconds(5));
  CHECK(transitions.recent()->front().noticed == kNow);
  for (int i = 0; i < 30; ++i) transitions.see(i % 2 ? primary() : standby(), kNow + Seconds(i));
  CHECK(transitions.recent()->size() == Transitions::kMostKept);
  CHECK(transitions.recent()->back().noticed == kNow + Seconds(29));
}

TEST_CASE("a restart of the primary warns, one of a standby is for information, and both end after a while") {
  const auto again = [](Identity& id) { id.started = id.started + Seconds(500); };
  const Finding finding = told(restart, primary(), with(primary(), again));
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.key == "restart 1970-01-12T13:38:20.000Z");  // when it started: the same from every pod
  CHECK(finding.since == kNow - Seconds(1));
  CHECK(finding.summary ==
        "main: the primary was restarted: it runs since 1970-01-12T13:38:20.000Z, and every session before has "
        "ended");
  CHECK(told(restart, standby(), with(standby(), again)).severity == Severity::info);
  CHECK(told(restart, primary(), with(primary(), again), 599).key != "");
  CHECK(told(restart, primary(), with(primary(), again), 600).key == "");
}

TEST_CASE("a failover is told with both servers as they were seen") {
  const Identity other = with(primary(), [](Identity& id) {
    id.started = kNow - Seconds(90'000);
    id.timeline = 2;
    id.address = "10.0.0.9:5432";
  });
  const Finding finding = told(failover, primary(), other);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary == "main: another primary answers: timeline 2 after timeline 1");
  CHECK(scene::value_of(finding.evidence.at(0), "address") == "10.0.0.7:5432");
  CHECK(scene::value_of(finding.evidence.at(1), "address") == "10.0.0.9:5432");
  CHECK(scene::value_of(finding.evidence.at(1), "timeline") == "2");
  CHECK(finding.remedy.find("pg_rewind") != std::string::npos);
}

TEST_CASE("a promoted standby says whether it is the same server") {
  CHECK(told(promotion, standby(), primary()).summary ==
        "main: the standby was promoted: it is a primary now and takes writes");
  const Identity elsewhere = with(primary(), [](Identity& id) { id.started = kNow - Seconds(90'000); });
  CHECK(told(promotion, standby(), elsewhere).summary == "main: a primary answers where a standby was");
}
