#include "alerts/rules/connection_leak.hpp"

#include "tests/catch.hpp"
#include "tests/unit/alerts/leaks/shop.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const ConnectionLeak kRule{ConnectionLeakConfig{}};

/// Ten minutes in which the client's unused sessions rise by one a minute, up to now.
Server with_rising_idle_sessions() {
  Server server;
  std::vector<double> values;
  for (int step = 0; step < 120; ++step) values.push_back(2 + step / 12);
  server.remember(postgres::idle_sessions_of(kCheckout), values);
  for (int pid = 1; pid <= 11; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 70 + pid));
  return server;
}

std::vector<double> commits(double per_step_first_half, double per_step_second_half) {
  std::vector<double> values{1000};
  for (int step = 1; step < 120; ++step) {
    values.push_back(values.back() + (step < 84 ? per_step_first_half : per_step_second_half));
  }
  return values;
}

}  // namespace

TEST_CASE("a session idle in transaction past the limit is a leak") {
  Server server;
  server.sessions = {idle_in_transaction(7, 61), session(8, SessionState::idle, 5000)};
  const auto findings = server.see(kRule);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].key == "shop/shop/checkout/10.0.3.7");
  CHECK(findings[0].since == kNow - Seconds(61));
  CHECK(findings[0].summary ==
        "checkout (role shop, database shop, from 10.0.3.7) holds 1 session idle in transaction, the oldest "
        "for 1 min 1 s");
  CHECK(value_of(findings[0].evidence.at(0), "pid") == "7");
  CHECK(value_of(findings[0].evidence.at(0), "last query") == "update stock set n = n - $1 where sku = $2");
  CHECK(findings[0].remedy.starts_with(
      "SELECT pid, pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'shop' AND "
      "usename = 'shop' AND application_name = 'checkout' AND client_addr = '10.0.3.7' AND "
      "state LIKE 'idle in transaction%' AND state_change < now() - interval '60 s';"));
}

TEST_CASE("a session idle in transaction for five minutes pages when it holds vacuum back, else it warns on") {
  Server server;
  server.sessions = {idle_in_transaction(7, 301)};
  CHECK(server.see(kRule).at(0).severity == Severity::warning);
  server.sessions[0].xid = postgres::Xid{742, 1000};
  const auto finding = server.see(kRule).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary.find("keeps vacuum from removing old rows") != std::string::npos);
  server.sessions[0].state_change = kNow - Seconds(299);
  CHECK(server.see(kRule).at(0).severity == Severity::warning);
}

TEST_CASE("the age of the transaction does not count, only the time since its last statement") {
  Server server;
  auto busy = idle_in_transaction(7, 2);
  busy.transaction_start = kNow - Seconds(4000);
  server.sessions = {busy, session(8, SessionState::active, 4000)};
  CHECK(server.see(kRule).empty());
}

TEST_CASE("sessions of one client make one finding, with five of them as evidence") {
  Server server;
  for (int pid = 1; pid <= 8; ++pid) server.sessions.push_back(idle_in_transaction(pid, 60 + pid));
  auto other = idle_in_transaction(9, 70);
  other.client = "10.0.3.8";
  server.sessions.push_back(other);
  const auto findings = server.see(kRule);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].evidence.size() + findings[1].evidence.size() == 6);
}

TEST_CASE("a leaked session that blocks others pages at once") {
  Server server;
  server.sessions = {idle_in_transaction(7, 61), session(8, SessionState::active, 10)};
  server.locks = postgres::Locks{{{8, "ShareLock", "transactionid 1", kNow - Seconds(10), {7}}}, {}};
  const auto finding = server.see(kRule).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary.find("blocks others") != std::string::npos);
}

TEST_CASE("idle sessions that rise window after window are a leak that warns") {
  const auto findings = with_rising_idle_sessions().see(kRule);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary.find("keeps sessions that it does not use: from 5 to 10 in 6 min") !=
        std::string::npos);
}

TEST_CASE("two kinds of evidence page") {
  Server server = with_rising_idle_sessions();
  server.sessions[0] = idle_in_transaction(1, 65);
  CHECK(server.see(kRule).at(0).severity == Severity::critical);
}

TEST_CASE("sessions that rise with the traffic are no leak") {
  Server server = with_rising_idle_sessions();
  server.remember(postgres::commits_of("shop"), commits(10, 20));
  CHECK(server.see(kRule).empty());
}

TEST_CASE("sessions that rise while the traffic stays are a leak") {
  Server server = with_rising_idle_sessions();
  server.remember(postgres::commits_of("shop"), commits(10, 10));
  CHECK(server.see(kRule).size() == 1);
}

TEST_CASE("a pool that warms up and levels off is no leak") {
  Server server;
  std::vector<double> values(120, 10);
  for (int step = 0; step < 60; ++step) values[static_cast<std::size_t>(step)] = step / 6.0;
  server.remember(postgres::idle_sessions_of(kCheckout), values);
  for (int pid = 1; pid <= 10; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 400));
  CHECK(server.see(kRule).empty());
}

TEST_CASE("rising sessions that are all in use are no leak") {
  Server server = with_rising_idle_sessions();
  for (auto& session : server.sessions) session.state_change = kNow - Seconds(1);
  CHECK(server.see(kRule).empty());
}

TEST_CASE("sessions kept on purpose are no leak") {
  Server server;
  auto listener = idle_in_transaction(1, 4000);
  listener.query = sql::Statement("listen orders");
  auto migration = idle_in_transaction(2, 4000);
  migration.application = "flyway";
  auto own = idle_in_transaction(3, 4000);
  own.ours = true;
  auto worker = idle_in_transaction(4, 4000);
  worker.backend_type = "walsender";
  server.sessions = {listener, migration, own, worker, idle_in_transaction(5, 4000)};
  server.locks = postgres::Locks{{}, {5}};  // 5 holds an advisory lock
  CHECK(server.see(kRule).empty());
}

TEST_CASE("sessions that were never used are told as such") {
  Server server = with_rising_idle_sessions();
  for (auto& session : server.sessions) session.backend_start = *session.state_change;
  CHECK(server.see(kRule).at(0).summary.find("(11 never used since they were opened)") != std::string::npos);
}

TEST_CASE("what the server sees and what the app's pool tells are one incident, the server's, and it pages") {
  Shop shop(2, 0);
  shop.server.sessions = {idle_in_transaction(1, 90), idle_in_transaction(2, 90)};
  shop.remember_used(std::vector<double>(24, 2));
  const auto findings = shop.judge(kRule);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop/shop/checkout/10.0.3.7");
  CHECK(findings[0].severity == Severity::critical);
  CHECK(shop.judge(kRule, "app").empty());
  CHECK(shop.leaked("main", "server") == 2);
}

TEST_CASE("an app whose server is not watched has the incident itself") {
  Shop shop(11, 0);
  shop.has_server = false;
  shop.remember_used(rising(2, 10));
  shop.remember_acquires(counted_up(100, 10));
  const auto findings = shop.judge(kRule, "app");
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
}

TEST_CASE("what a pool told of is not over because the pool does not answer") {
  Shop shop(5, 0);
  shop.add_idle(5, 45);
  shop.remember_used(std::vector<double>(12, 5));
  const auto found = shop.judge(kRule).at(0);
  Incident incident;
  incident.evidence = found.evidence;
  auto all = shop.targets();
  CHECK(kRule.can_clear(shop.view_of("main", all), incident));
  auto down = *all[1];
  down.up = false;
  all[1] = std::make_shared<const Snapshot>(down);
  CHECK_FALSE(kRule.can_clear(shop.view_of("main", all), incident));
}

TEST_CASE(
    "nothing leaks from a server on which nothing does, and nothing is known of one that hides sessions") {
  Shop shop(0, 2);
  shop.add_idle(2, 10);
  CHECK(shop.leaked("main", "server") == 0);
  shop.server.sees_every_session = false;
  CHECK(shop.leaked("main", "server") == std::nullopt);
}

TEST_CASE("an application name cannot break out of the remedy") {
  Server server;
  auto odd = idle_in_transaction(1, 100);
  odd.application = "o'neil";
  server.sessions = {odd};
  CHECK(server.see(kRule).at(0).remedy.find("application_name = 'o''neil'") != std::string::npos);
}
