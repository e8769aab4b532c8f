#include "alerts/rules/long_transaction.hpp"
#include "alerts/rules/pg_prepared_transaction.hpp"
#include "alerts/rules/pg_wraparound.hpp"
#include "alerts/rules/pg_xmin_horizon.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using postgres::PreparedTransaction;
using postgres::SlotHorizon;
using postgres::Xid;

namespace {

constexpr double kHour = 3600, kDay = 24 * kHour;
constexpr std::int64_t kMillion = 1'000'000;

const LongTransaction kLong{LongTransactionConfig{}, ConnectionLeakConfig{}};
const PgXminHorizon kHorizon{XminHorizonConfig{}, LongTransactionConfig{}, PreparedTransactionConfig{}};

Server quiet_server() {
  Server server;
  server.transactions.emplace();
  server.transactions->taken = kNow;
  server.transactions->xid_freeze_age = 200 * kMillion;
  server.transactions->multixact_freeze_age = 400 * kMillion;
  return server;
}

postgres::Session at_work(int pid, double transaction_seconds) {
  auto working = session(pid, SessionState::active, 1);
  working.transaction_start = kNow - Seconds(transaction_seconds);
  return working;
}

PreparedTransaction prepared(const std::string& gid, double seconds, Xid xid) {
  return {gid, "shop", "shop", kNow - Seconds(seconds), xid};
}

}  // namespace

TEST_CASE("a transaction open for 24 hours is critical, with its session and what it holds back") {
  Server server = quiet_server();
  auto batch = at_work(7, kDay);
  batch.xid = Xid{1000, 50 * kMillion};
  batch.xmin = Xid{1000, 50 * kMillion};
  server.sessions = {batch};
  const auto findings = server.see(kLong);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].since == kNow - Seconds(kDay));
  CHECK(findings[0].summary ==
        "checkout (role shop, database shop, from 10.0.3.7) has 1 transaction open for long, the oldest for "
        "1 d; vacuum cannot remove what the last 50.0 million transactions left behind");
  CHECK(value_of(findings[0].evidence.at(0), "pid") == "7");
  CHECK(value_of(findings[0].evidence.at(0), "transaction open for") == "1 d");
  CHECK(findings[0].remedy.starts_with("SELECT pg_terminate_backend(7);"));
  CHECK(server.see(kHorizon).empty());  // told once
}

TEST_CASE("a 24-hour transaction between two of its statements is still told, and not as a leak") {
  Server server = quiet_server();
  auto batch = idle_in_transaction(7, 3);
  batch.transaction_start = kNow - Seconds(kDay);
  server.sessions = {batch};
  CHECK(server.see(kLong).size() == 1);
}

TEST_CASE("whoever reads while an old transaction is open does not hold vacuum back by it") {
  Server server = quiet_server();
  auto writer = at_work(1, kDay), reader = at_work(2, 400);
  writer.application = "batch";
  writer.xid = Xid{1000, 50 * kMillion};
  reader.xmin = Xid{1000, 50 * kMillion};  // the oldest that ran when it began
  server.sessions = {reader, writer};
  const auto findings = server.see(kLong);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].summary.find("batch") == 0);
  CHECK(findings[0].summary.find("50.0 million") != std::string::npos);
  CHECK(findings[1].summary.find("vacuum") == std::string::npos);
}

TEST_CASE("a vacuum that runs for long is no long transaction and holds no other vacuum back") {
  Server server = quiet_server();
  auto vacuum = at_work(3, kDay);
  vacuum.xmin = Xid{1000, 50 * kMillion};
  server.sessions = {vacuum};
  server.transactions->vacuums = {{3, "shop", "public.orders", "scanning heap", 100, 40, 0, {}}};
  CHECK(server.see(kLong).empty());
  CHECK(server.see(kHorizon).empty());
}

TEST_CASE("a slot that nobody reads holds vacuum back and is named with what drops it") {
  Server server = quiet_server();
  server.transactions->slots = {SlotHorizon{"o'brien", true, "shop", {}, {}, 20 * kMillion}};
  const auto findings = server.see(kHorizon);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "slot o'brien");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "replication slot \"o'brien\" (nobody reads it) holds vacuum back: what the last 20.0 million "
        "transactions left behind stays in the system catalogs of every database");
  CHECK(findings[0].remedy.starts_with("SELECT pg_drop_replication_slot('o''brien');"));
  CHECK(value_of(findings[0].evidence.at(0), "holder") == "slot");
  CHECK(value_of(findings[0].evidence.at(0), "holds back") == "20.0 million transactions");
}

TEST_CASE("a slot in use is not to be dropped: its standby is where to look") {
  Server server = quiet_server();
  auto walsender = session(9, SessionState::active, 1);
  walsender.backend_type = "walsender";
  walsender.database = "";
  walsender.application = "replica1";
  server.sessions = {walsender};
  server.transactions->slots = {SlotHorizon{"s", false, "", 9, 120 * kMillion, {}}};
  const auto findings = server.see(kHorizon);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].summary.find("read by replica1 at 10.0.3.7") != std::string::npos);
  CHECK(findings[0].remedy.starts_with("On standby replica1 at 10.0.3.7: "));
  CHECK(findings[0].remedy.find("pg_drop_replication_slot") == std::string::npos);
}

TEST_CASE("a standby with hot_standby_feedback is told by its walsender") {
  Server server = quiet_server();
  auto walsender = session(9, SessionState::active, 1);
  walsender.backend_type = "walsender";
  walsender.database = "";
  walsender.application = "replica1";
  walsender.xmin = Xid{5, 11 * kMillion};
  server.sessions = {walsender};
  const auto findings = server.see(kHorizon);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "standby replica1/10.0.3.7");
  CHECK(findings[0].summary.find("in every database") != std::string::npos);
  CHECK(findings[0].remedy.find("hot_standby_feedback = off") != std::string::npos);
}

TEST_CASE("the server's own workers and those that long_transaction ignores are told by the horizon") {
  Server server = quiet_server();
  auto worker = at_work(1, kDay), dump = at_work(2, kDay);
  worker.backend_type = "autovacuum worker";
  worker.xmin = Xid{5, 12 * kMillion};
  dump.application = "pg_dump";
  dump.xmin = Xid{6, 11 * kMillion};
  server.sessions = {dump, worker};
  const auto findings = server.see(kHorizon);
  REQUIRE(findings.size() == 2);
  CHECK(findings[1].summary.starts_with("pg_dump (role shop, database shop, from 10.0.3.7), pid 2 holds"));
  CHECK(findings[0].summary.starts_with("autovacuum worker in database shop, pid 1 holds vacuum back"));
  CHECK(findings[0].since == kNow - Seconds(kDay));

  LongTransactionConfig off;
  off.enabled = false;
  server.sessions[0].application = "checkout";
  CHECK(server.see(kHorizon).size() == 1);
  CHECK(server.see(PgXminHorizon{XminHorizonConfig{}, off, PreparedTransactionConfig{}}).size() == 2);
}

TEST_CASE("a standby leaves horizon and wraparound to its primary") {
  Server server = quiet_server();
  server.in_recovery = true;
  server.transactions->slots = {SlotHorizon{"s", false, "", {}, 120 * kMillion, {}}};
  server.transactions->databases = {{"shop", true, 2'000 * kMillion, 0}};
  CHECK(server.see(kHorizon).empty());
  CHECK(server.see(PgWraparound{WraparoundConfig{}}).empty());
}

TEST_CASE("prepared transactions that nobody ends are told with the database in which to end them") {
  Server server = quiet_server();
  server.transactions->prepared = {prepared("it's", 2 * kHour, Xid{1, 3000}),
                                   prepared("b", kHour, Xid{2, 2000}), prepared("c", 10, Xid{3, 1000})};
  server.transactions->prepared_count = 3;
  const auto findings = server.see(PgPreparedTransaction{PreparedTransactionConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop/shop");
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].since == kNow - Seconds(2 * kHour));
  CHECK(findings[0].summary ==
        "2 transactions prepared by role shop in database shop are neither committed nor rolled back, the "
        "oldest, \"it's\", for 2 h: its locks stay, and vacuum cannot remove what the last 3000 transactions "
        "left behind");
  CHECK(
      findings[0].remedy.starts_with("In database shop, as role shop or a superuser: ROLLBACK PREPARED "
                                     "'it''s'; ROLLBACK PREPARED 'b';  -- "));
  CHECK(findings[0].evidence.size() == 2);
}

TEST_CASE("a prepared transaction is told by the horizon only where its own rule is silent") {
  Server server = quiet_server();
  server.transactions->prepared = {prepared("x", 2 * kHour, Xid{1, 20 * kMillion})};
  auto reader = at_work(2, 1);
  reader.xmin = Xid{1, 20 * kMillion + 7};  // asked a moment later
  server.sessions = {reader};
  CHECK(server.see(kHorizon).empty());
  PreparedTransactionConfig off;
  off.enabled = false;
  const auto findings = server.see(PgXminHorizon{XminHorizonConfig{}, LongTransactionConfig{}, off});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "prepared shop/x");
  CHECK(
      findings[0].remedy.starts_with("In database shop, as role shop or a superuser: ROLLBACK PREPARED 'x';"));
}

TEST_CASE("ids that run out are told by the oldest database, with what is in the way of freezing it") {
  Server server = quiet_server();
  server.transactions->databases = {
      {"shop", true, 1'400 * kMillion, 5}, {"template0", false, 1'200 * kMillion, 5}, {"small", true, 100, 5}};
  server.transactions->slots = {SlotHorizon{"left", false, "", {}, 1'399 * kMillion, {}}};
  server.transactions->vacuums = {{3, "shop", "public.orders", "scanning heap", 200, 50, 0, {}}};
  const auto findings = server.see(PgWraparound{WraparoundConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "transaction ids");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "database shop has used 65 % of the transaction ids: 744 million are left until the server takes no "
        "writes; autovacuum should have frozen them at 200 million");
  REQUIRE(findings[0].evidence.size() == 4);
  CHECK(value_of(findings[0].evidence[1], "database") == "template0");
  CHECK(value_of(findings[0].evidence[2], "slot") == "left");
  CHECK(value_of(findings[0].evidence[3], "vacuum of") == "shop: public.orders");
  CHECK(value_of(findings[0].evidence[3], "scanned") == "25 %");
  CHECK(
      findings[0].remedy.starts_with("First let go of what holds vacuum back, replication slot \"left\" "
                                     "(nobody reads it): SELECT pg_drop_replication_slot('left');"));
  CHECK(findings[0].remedy.find("in database shop: VACUUM (FREEZE, VERBOSE);") != std::string::npos);
}

TEST_CASE("multixact ids run out by themselves, and a closed database is opened first") {
  Server server = quiet_server();
  server.transactions->databases = {{"template0", false, 100, 1'700 * kMillion}};
  const auto findings = server.see(PgWraparound{WraparoundConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "multixact ids");
  CHECK(findings[0].severity == Severity::critical);
  CHECK(findings[0].remedy.starts_with(
      "As a superuser: ALTER DATABASE template0 ALLOW_CONNECTIONS true; in database template0: VACUUM"));
  CHECK(findings[0].remedy.find("mxid_age(relminmxid)") != std::string::npos);
}
