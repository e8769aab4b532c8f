#include "alerts/rules/blocked_sessions.hpp"
#include "alerts/rules/limited_visibility.hpp"
#include "alerts/rules/long_transaction.hpp"
#include "alerts/rules/pool_exhaustion.hpp"
#include "alerts/rules/slow_query.hpp"
#include "alerts/rules/target_down.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using postgres::Locks;

TEST_CASE("a statement that runs past the threshold is slow while it runs") {
  Server server;
  server.sessions = {session(1, SessionState::active, 6), session(2, SessionState::active, 4),
                     session(3, SessionState::idle, 600)};
  const auto findings = server.see(SlowQuery{SlowQueryConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].since == kNow - Seconds(6));
  CHECK(findings[0].summary ==
        "1 session of checkout (role shop, database shop, from 10.0.3.7) has run one statement for 6.0 s: "
        "update stock set n "
        "= n - $1 where sku = $2");
  CHECK(findings[0].remedy.find("pg_cancel_backend(pid) FROM pg_stat_activity WHERE pid IN (1)") !=
        std::string::npos);
}

TEST_CASE("one statement in many sessions is one incident, whatever its literals") {
  Server server;
  for (int pid = 1; pid <= 7; ++pid) {
    server.sessions.push_back(session(pid, SessionState::active, 60 + pid));
    server.sessions.back().query = sql::Statement("select " + std::to_string(pid) + " from t");
  }
  const auto findings = server.see(SlowQuery{SlowQueryConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].evidence.size() == 5);
  CHECK(value_of(findings[0].evidence[0], "pid") == "7");
}

TEST_CASE("a statement that waits for a lock is blocked, not slow, and a dump is meant to be long") {
  Server server;
  auto waiting = session(1, SessionState::active, 600), dump = session(2, SessionState::active, 600);
  waiting.wait_event_type = "Lock";
  dump.application = "pg_dump";
  server.sessions = {waiting, dump};
  CHECK(server.see(SlowQuery{SlowQueryConfig{}}).empty());
}

TEST_CASE("blocked sessions are told by the root of their chain") {
  Server server;
  server.sessions = {idle_in_transaction(1, 40), session(2, SessionState::active, 20),
                     session(3, SessionState::active, 10)};
  server.locks = Locks{{{2, "ShareLock", "transactionid 9", kNow - Seconds(20), {1}},
                        {3, "ExclusiveLock", "tuple 1 2", kNow - Seconds(10), {2}}},
                       {}};
  const auto findings = server.see(BlockedSessions{BlockedSessionsConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary ==
        "2 sessions wait for a lock behind checkout (role shop, database shop, from 10.0.3.7), pid 1, idle in "
        "transaction for "
        "40 s; the longest for 20 s");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].since == kNow - Seconds(20));
  CHECK(value_of(findings[0].evidence.at(0), "role in the chain") == "root: holds the lock");
  CHECK(value_of(findings[0].evidence.at(1), "role in the chain") == "waits, 1 step behind the root");
  CHECK(value_of(findings[0].evidence.at(2), "role in the chain") == "waits, 2 steps behind the root");
  CHECK(value_of(findings[0].evidence.at(2), "wants") == "ExclusiveLock on tuple 1 2");
  CHECK(findings[0].remedy.starts_with("SELECT pg_terminate_backend(1);"));
}

TEST_CASE("a root that works is cancelled, one that does nothing is ended") {
  Server server;
  server.sessions = {session(1, SessionState::active, 40), session(2, SessionState::active, 40)};
  server.locks = Locks{{{2, "AccessExclusiveLock", "relation 1 2", kNow - Seconds(31), {1}}}, {}};
  const auto finding = server.see(BlockedSessions{BlockedSessionsConfig{}}).at(0);
  CHECK(finding.remedy.starts_with("SELECT pg_cancel_backend(1);"));
  CHECK(finding.severity == Severity::critical);
}

TEST_CASE("many blocked sessions page before the longest wait does") {
  Server server;
  server.sessions = {idle_in_transaction(1, 40)};
  server.locks.emplace();
  for (int pid = 2; pid < 12; ++pid) {
    server.sessions.push_back(session(pid, SessionState::active, 6));
    server.locks->waits.push_back({pid, "ShareLock", "transactionid 9", kNow - Seconds(6), {1}});
  }
  CHECK(server.see(BlockedSessions{BlockedSessionsConfig{}}).at(0).severity == Severity::critical);
}

TEST_CASE("without the time of the wait the statement's start bounds it") {
  Server server;
  server.sessions = {idle_in_transaction(1, 40), session(2, SessionState::active, 7)};
  server.locks = Locks{{{2, "ShareLock", "transactionid 9", std::nullopt, {1}}}, {}};
  CHECK(server.see(BlockedSessions{BlockedSessionsConfig{}}).at(0).since == kNow - Seconds(7));
}

TEST_CASE("a prepared transaction at the root is named") {
  Server server;
  server.sessions = {session(2, SessionState::active, 40)};
  server.locks = Locks{{{2, "ShareLock", "transactionid 9", kNow - Seconds(40), {0}}}, {}};
  const auto finding = server.see(BlockedSessions{BlockedSessionsConfig{}}).at(0);
  CHECK(finding.summary.find("behind a prepared transaction") != std::string::npos);
  CHECK(finding.remedy.find("pg_prepared_xacts") != std::string::npos);
}

TEST_CASE("sessions that wait for each other end no search") {
  Server server;
  server.sessions = {session(1, SessionState::active, 40), session(2, SessionState::active, 40)};
  server.locks = Locks{{{1, "ShareLock", "transactionid 2", kNow - Seconds(40), {2}},
                        {2, "ShareLock", "transactionid 1", kNow - Seconds(40), {1}}},
                       {}};
  CHECK(
      server.see(BlockedSessions{BlockedSessionsConfig{}}).empty());  // the server's deadlock detector ends it
}

TEST_CASE("a transaction at work for long is told, one that leaks is left to connection_leak") {
  Server server;
  auto working = session(1, SessionState::active, 1);
  working.transaction_start = kNow - Seconds(400);
  working.xmin = postgres::Xid{9, 12345};
  server.sessions = {working, idle_in_transaction(2, 4000)};
  server.transactions.emplace();
  const LongTransaction rule{LongTransactionConfig{}, ConnectionLeakConfig{}};
  const auto findings = server.see(rule);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].summary ==
        "checkout (role shop, database shop, from 10.0.3.7) has 1 transaction open for long, the oldest for 6 "
        "min 40 s; vacuum "
        "cannot remove what the last 12345 transactions left behind");
  CHECK(findings[0].evidence.size() == 1);
}

TEST_CASE("with connection_leak off nothing idle in transaction is lost") {
  Server server;
  server.sessions = {idle_in_transaction(2, 4000)};
  ConnectionLeakConfig off;
  off.enabled = false;
  CHECK(server.see(LongTransaction{LongTransactionConfig{}, off}).size() == 1);
}

TEST_CASE("slots are counted against what ordinary roles can use") {
  Server server;
  server.max_connections = 23;  // less three reserved
  for (int pid = 1; pid <= 16; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 1));
  const auto findings = server.see(PoolExhaustion{PoolExhaustionConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "16 of 20 connections of the server are taken (80 %, limit: max_connections less the reserved ones)");
  CHECK(value_of(findings[0].evidence.at(0), "sessions") == "16");
}

TEST_CASE("the smaller limits of a database and of a role count too") {
  Server server;
  server.database_limits = {{"shop", 2}};
  server.role_limits = {{"shop", 10}};
  server.sessions = {session(1, SessionState::idle, 1), session(2, SessionState::idle, 1)};
  const auto findings = server.see(PoolExhaustion{PoolExhaustionConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "database shop");
  CHECK(findings[0].severity == Severity::critical);
}

TEST_CASE("a pool that will be full within the forecast warns before it is") {
  Server server;
  std::vector<double> used;
  for (int step = 0; step < 60; ++step) used.push_back(20 + step / 2);
  server.remember(used_connections_of("server"), used);
  for (int pid = 1; pid <= 50; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 1));
  const auto findings = server.see(PoolExhaustion{PoolExhaustionConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary.find("at the present rise none is left in 8 min") != std::string::npos);
}

TEST_CASE("between clear and warning an open incident stays and none opens") {
  Server server;
  server.max_connections = 103;
  for (int pid = 1; pid <= 77; ++pid) server.sessions.push_back(session(pid, SessionState::idle, 1));
  const auto findings = server.see(PoolExhaustion{PoolExhaustionConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::none);
}

TEST_CASE("a role that sees little is told what to grant") {
  Server server;
  server.sees_every_session = false;
  auto hidden = session(1, SessionState::hidden, 0);
  server.sessions = {hidden};
  const auto finding = server.see(LimitedVisibility{LimitedVisibilityConfig{}}).at(0);
  CHECK(finding.remedy == "GRANT pg_monitor TO lifeguard;");
  server.sees_every_session = true;
  CHECK(server.see(LimitedVisibility{LimitedVisibilityConfig{}}).empty());
}

TEST_CASE("a target that does not answer is down since it was first found so") {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.kind = "postgres";
  snapshot.taken = kNow;
  snapshot.error = "db:5432: connection refused";
  snapshot.down_since = kNow - Seconds(30);
  const auto findings = TargetDown{TargetDownConfig{}}.inspect(View{snapshot, History{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].since == kNow - Seconds(30));
  CHECK(findings[0].summary == "postgres target main cannot be watched: db:5432: connection refused");
  snapshot.up = true;
  CHECK(TargetDown{TargetDownConfig{}}.inspect(View{snapshot, History{}}).empty());
}
