#include "alerts/incidents.hpp"
#include "alerts/rules/n_plus_one.hpp"
#include "alerts/rules/slow_query.hpp"
#include "alerts/rules/statements.hpp"
#include "collectors/postgres/statements/facts.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using postgres::ShownStatement;
using postgres::StatementBaseline;
using postgres::Statements;

namespace {

const std::string kText = "select * from orders where customer = $1";

ShownStatement statement(std::int64_t calls, double mean) {
  postgres::StatementText text;
  text.text = kText;
  text.fingerprint = sql::Statement(kText).fingerprint();
  text.is_query = true;
  ShownStatement statement;
  statement.id = {1, 42};
  statement.database = "shop";
  statement.users = {"app"};
  statement.text = std::make_shared<const postgres::StatementText>(text);
  statement.work.calls = calls;
  statement.work.time = Seconds(mean * static_cast<double>(calls));
  return statement;
}

std::shared_ptr<const Statements> window(std::vector<ShownStatement> shown,
                                         std::int64_t transactions = 1'000'000) {
  Statements statements;
  statements.taken = kNow - Seconds(10);
  statements.window = Seconds(60);
  for (const ShownStatement& each : shown) statements.work += each.work;
  statements.shown = std::move(shown);
  statements.databases["shop"].transactions = transactions;
  return std::make_shared<const Statements>(std::move(statements));
}

std::vector<Finding> slow(const std::vector<ShownStatement>& shown) {
  Server server;
  server.statements = window(shown);
  return server.see(SlowQuery{SlowQueryConfig{}});
}

std::vector<Finding> told(std::vector<Finding> findings) {
  std::erase_if(findings, [](const Finding& finding) { return finding.severity == Severity::none; });
  return findings;
}

Incident found_by(const char* label) {
  Incident incident;
  incident.evidence = {{{"database", "shop"}}, {{"application", "checkout"}, {label, "42"}}};
  return incident;
}

std::vector<Finding> repeated(const std::vector<ShownStatement>& shown, std::int64_t transactions) {
  Server server;
  server.statements = window(shown, transactions);
  return server.see(NPlusOne{NPlusOneConfig{}});
}

}  // namespace

TEST_CASE("without a past nobody knows of a regression: none opens, and none is over") {
  const SlowQuery rule{SlowQueryConfig{}};
  Incident regression;
  regression.key = statement_key(statement(800, 0.4));
  regression.evidence = {{{"queryid", "42"}, {"mean before", "4.0 ms"}}};
  Incident slow_one = regression;
  slow_one.evidence = {{{"queryid", "42"}}};
  Server server;
  const auto can_clear = [&](const ShownStatement& shown, const Incident& incident) {
    server.statements = window({shown});
    const Snapshot snapshot = server.snapshot();
    return rule.can_clear(View{snapshot, server.history}, incident);
  };
  ShownStatement now = statement(800, 0.4);
  CHECK(slow({now}).empty());
  CHECK_FALSE(can_clear(now, regression));
  CHECK(can_clear(now, slow_one));
  now.baseline = StatementBaseline{19, Seconds(0.004)};
  CHECK_FALSE(can_clear(now, regression));
  now.baseline = StatementBaseline{20, Seconds(0.4)};
  CHECK(can_clear(now, regression));
}

TEST_CASE("a statement whose mean is past the threshold is slow, though nobody runs it now") {
  const auto findings = slow({statement(3, 6)});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "a statement of database shop takes 6.0 s on average over 3 calls in the last 1 min: select * from "
        "orders "
        "where customer = $1");
  CHECK(findings[0].since == kNow - Seconds(70));
  CHECK(value_of(findings[0].evidence.at(0), "share of time") == "100 %");
  CHECK(told(slow({statement(3, 4)})).empty());
  CHECK(slow({statement(1, 61)}).at(0).severity == Severity::warning);  // it wakes nobody: it has ended
}

TEST_CASE("a statement that takes several times as long as in the hour before has regressed") {
  ShownStatement now = statement(800, 0.048);
  now.baseline = StatementBaseline{9120.4, Seconds(0.004)};
  const auto findings = slow({now});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "a statement of database shop takes 12 times as long as in the hour before: 48 ms on average over 800 "
        "calls in "
        "the last 1 min, 4.0 ms before: select * from orders where customer = $1");
  CHECK(value_of(findings[0].evidence.at(0), "mean before") == "4.0 ms (9120 calls in the hour before)");
  CHECK(value_of(findings[0].evidence.at(0), "calls") == "800 in 1 min");

  now = statement(800, 0.010);
  now.baseline = StatementBaseline{9120, Seconds(0.004)};
  CHECK(slow({now}).at(0).severity == Severity::none);  // 2.5-fold: what is open stays
  now.work.time = Seconds(800 * 0.007);
  CHECK(slow({now}).empty());
}

TEST_CASE("a few calls say nothing of a mean, and what nobody feels is not told") {
  ShownStatement few = statement(19, 0.4);
  few.baseline = StatementBaseline{1000, Seconds(0.004)};
  CHECK(slow({few}).empty());
  few = statement(800, 0.4);
  few.baseline = StatementBaseline{19, Seconds(0.004)};
  CHECK(told(slow({few})).empty());
  ShownStatement cheap = statement(1000, 0.0001);
  cheap.baseline = StatementBaseline{1000, Seconds(0.00001)};
  for (const Finding& finding : slow({cheap})) CHECK(finding.severity == Severity::none);
  SlowQueryConfig never;
  never.regression = 0;
  Server server;
  ShownStatement regressed = statement(800, 0.4);
  regressed.baseline = StatementBaseline{1000, Seconds(0.004)};
  server.statements = window({regressed});
  CHECK(server.see(SlowQuery{never}).empty());
}

TEST_CASE("a utility statement may take its time, and ours are not the application's") {
  const auto with = [](auto change) {
    ShownStatement each = statement(3, 600);
    postgres::StatementText text = *each.text;
    change(text);
    each.text = std::make_shared<const postgres::StatementText>(text);
    return each;
  };
  CHECK(slow({with([](auto& text) { text.is_query = false; })}).empty());
  CHECK(slow({with([](auto& text) { text.ours = true; })}).empty());
}

TEST_CASE("a statement whose text is still to come is waited for, one whose text is lost goes by its queryid") {
  ShownStatement each = statement(3, 6);
  each.text = nullptr;
  CHECK(slow({each}).empty());
  each.text_lost = true;
  const auto finding = slow({each}).at(0);
  CHECK(finding.key == "shop/queryid 42");
  CHECK(finding.summary.ends_with(": queryid 42, whose text cannot be read"));
}

TEST_CASE("a statement that runs and has run is one incident, with both as evidence") {
  Server server;
  server.sessions = {session(1, SessionState::active, 90)};
  server.sessions[0].query = sql::Statement("select * from orders where customer = 17");
  server.statements = window({statement(3, 6)});
  auto findings = server.see(SlowQuery{SlowQueryConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].since == kNow - Seconds(90));
  REQUIRE(findings[0].evidence.size() == 2);
  CHECK(value_of(findings[0].evidence[0], "pid") == "1");
  CHECK(value_of(findings[0].evidence[1], "queryid") == "42");

  // Its text is cut off where sessions show it, but its queryid is the same.
  server.sessions[0].query = sql::Statement("select * from orders where cust");
  server.sessions[0].query_id = 42;
  findings = server.see(SlowQuery{SlowQueryConfig{}});
  CHECK(findings.size() == 1);
}

TEST_CASE("from 16 on the remedy runs as it stands") {
  Server server;
  server.statements = window({statement(3, 6)});
  Snapshot snapshot = server.snapshot();
  std::get<postgres::Facts>(snapshot.facts).identity.version = 160004;
  const auto finding = SlowQuery{SlowQueryConfig{}}.inspect(View{snapshot, server.history}).at(0);
  CHECK(finding.remedy.starts_with("EXPLAIN (GENERIC_PLAN) select * from orders where customer = $1;"));
}

TEST_CASE("without a window nothing is seen, and nothing is over") {
  Server server;
  const SlowQuery slow_query{SlowQueryConfig{}};
  const NPlusOne n_plus_one{NPlusOneConfig{}};
  server.statements = std::make_shared<const Statements>();
  Snapshot snapshot = server.snapshot();
  for (const Rule* rule : {static_cast<const Rule*>(&slow_query), static_cast<const Rule*>(&n_plus_one)}) {
    const Observation observation = observe(*rule, View{snapshot, server.history});
    CHECK(observation.asked);
    CHECK(observation.findings.empty());
    CHECK_FALSE(observation.can_clear(found_by("queryid")));
    CHECK_FALSE(observation.can_clear(found_by("trace")));
    CHECK(observation.can_clear(found_by("pid")));
  }
  server.statements = window({});
  snapshot = server.snapshot();
  CHECK(observe(slow_query, View{snapshot, server.history}).can_clear(found_by("queryid")));
  server.statements = nullptr;  // a server without pg_stat_statements
  snapshot = server.snapshot();
  CHECK(observe(slow_query, View{snapshot, server.history}).can_clear(found_by("queryid")));
  CHECK_FALSE(observe(n_plus_one, View{snapshot, server.history}).asked);
}

TEST_CASE("very many calls for each transaction are N+1") {
  const auto findings = repeated({statement(20'650, 0.0002)}, 500);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].summary ==
        "one statement of database shop ran 41 times per transaction (20650 calls for 500 transactions in 1 "
        "min): "
        "select * from orders where customer = $1");
  CHECK(findings[0].remedy.find("JOIN") != std::string::npos);
  CHECK(repeated({statement(20'650, 0.0002)}, 20'000).empty());
  CHECK(repeated({statement(400, 0.0002)}, 1).empty());
  CHECK(repeated({statement(12'000, 0.0002)}, 1000).at(0).severity == Severity::none);
}

TEST_CASE("the calls of one fingerprint add up over users and variants") {
  ShownStatement one = statement(600, 0.0002), other = statement(600, 0.0002);
  other.id.query = 43;
  const auto findings = repeated({one, other}, 10);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].evidence.size() == 2);
}

TEST_CASE("a bulk load in one transaction has a remedy of its own") {
  ShownStatement each = statement(50'000, 0.0001);
  postgres::StatementText text = *each.text;
  text.text = "INSERT INTO orders VALUES ($1)";
  each.text = std::make_shared<const postgres::StatementText>(text);
  CHECK(repeated({each}, 0).at(0).remedy.find("COPY") != std::string::npos);
}

TEST_CASE("repeats within one trace are N+1 whatever else the database does") {
  Statements statements = *window({});
  statements.repeats = {{"0af7651916cd43dd8448eb211c80319c", "shop", "abc", kText, 20}};
  Server server;
  server.statements = std::make_shared<const Statements>(statements);
  const auto findings = server.see(NPlusOne{NPlusOneConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop/abc");
  CHECK(findings[0].summary.starts_with(
      "one statement of database shop ran at least 20 times within one trace: "));
  CHECK(value_of(findings[0].evidence.at(0), "trace") == "0af7651916cd43dd8448eb211c80319c");
}
