#include "collectors/postgres/transactions/facts.hpp"

#include <map>

#include "collectors/postgres/transactions/holders.hpp"
#include "collectors/postgres/transactions/metrics.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using scene::kNow;

namespace {

scene::Server server_with_transactions() {
  scene::Server server;
  server.transactions.emplace();
  server.transactions->taken = kNow;
  return server;
}

postgres::Facts facts_of(const scene::Server& server) {
  return std::get<postgres::Facts>(server.snapshot().facts);
}

std::map<std::string, double> values(const postgres::Facts& facts) {
  std::map<std::string, double> values;
  for (const Sample& sample : transaction_samples(facts)) {
    std::string name(sample.metric->name);
    for (const std::string& label : sample.labels) name += "|" + label;
    REQUIRE(sample.labels.size() == sample.metric->labels.size());
    CHECK(values.emplace(name, sample.value).second);  // no series twice
  }
  return values;
}

}  // namespace

TEST_CASE("holders come oldest first, whatever their kind, and those below the least are left out") {
  scene::Server server = server_with_transactions();
  server.sessions = {scene::session(1, SessionState::active, 1)};
  server.sessions[0].xmin = Xid{1, 20};
  server.transactions->slots = {{"s", false, "", {}, 30, 10}, {"t", true, "shop", {}, {}, 5}};
  server.transactions->prepared = {{"g", "shop", "shop", kNow, Xid{2, 10}}};
  const auto facts = facts_of(server);
  const auto holders = xmin_holders(facts, 10);
  REQUIRE(holders.size() == 3);
  CHECK(holders[0].slot->slot == "s");
  CHECK(holders[0].age == 30);
  CHECK(holders[1].session->pid == 1);
  CHECK(holders[2].prepared->gid == "g");
}

TEST_CASE("a snapshot is its holder's own once the transaction that made it old has ended") {
  scene::Server server = server_with_transactions();
  auto writer = scene::session(1, SessionState::active, 1), reader = scene::session(2, SessionState::active, 1);
  writer.xid = Xid{7, 100};
  reader.xmin = Xid{7, 100};
  server.sessions = {writer, reader};
  const auto with_writer = facts_of(server);
  REQUIRE(xmin_holders(with_writer).size() == 1);
  CHECK(xmin_holders(with_writer)[0].session->pid == 1);
  server.sessions = {reader};
  const auto without = facts_of(server);
  REQUIRE(xmin_holders(without).size() == 1);
  CHECK(xmin_holders(without)[0].session->pid == 2);
}

TEST_CASE("a writer whose snapshot is as old as another's transaction still holds its own") {
  scene::Server server = server_with_transactions();
  auto old = scene::session(1, SessionState::active, 1), young = scene::session(2, SessionState::active, 1);
  old.xid = Xid{7, 100};
  young.xid = Xid{50, 57};
  young.xmin = Xid{7, 100};
  server.sessions = {young, old};
  const auto facts = facts_of(server);
  const auto holders = xmin_holders(facts);
  REQUIRE(holders.size() == 2);
  CHECK(holders[1].age == 57);
}

TEST_CASE("a parallel worker is not told beside its leader") {
  scene::Server server = server_with_transactions();
  auto worker = scene::session(1, SessionState::active, 1);
  worker.leader_pid = 2;
  worker.xmin = Xid{7, 100};
  server.sessions = {worker};
  CHECK(xmin_holders(facts_of(server)).empty());
}

TEST_CASE("without sessions or without transactions nobody is known to hold anything, and nothing is said") {
  scene::Server server = server_with_transactions();
  server.transactions->slots = {{"s", false, "", {}, 30, 10}};
  auto facts = facts_of(server);
  facts.activity.reset();
  CHECK(xmin_holders(facts).empty());
  CHECK_FALSE(values(facts).contains("lifeguard_pg_xmin_age_transactions|slot"));
  server.transactions.reset();
  CHECK(transaction_samples(facts_of(server)).empty());
}

TEST_CASE("the oldest of each kind of holder is a sample, zero where there is none") {
  scene::Server server = server_with_transactions();
  server.sessions = {scene::session(1, SessionState::active, 1)};
  server.sessions[0].xmin = Xid{1, 20};
  server.transactions->slots = {{"s", false, "", {}, 30, 10}, {"t", true, "shop", {}, {}, 5}};
  const auto seen = values(facts_of(server));
  CHECK(seen.at("lifeguard_pg_xmin_age_transactions|backend") == 20);
  CHECK(seen.at("lifeguard_pg_xmin_age_transactions|slot") == 30);
  CHECK(seen.at("lifeguard_pg_xmin_age_transactions|prepared") == 0);
  CHECK(seen.at("lifeguard_pg_xmin_age_transactions|standby") == 0);
}

TEST_CASE("a role that sees its own sessions only says nothing of backends and standbys") {
  scene::Server server = server_with_transactions();
  server.sees_every_session = false;
  const auto seen = values(facts_of(server));
  CHECK_FALSE(seen.contains("lifeguard_pg_xmin_age_transactions|backend"));
  CHECK_FALSE(seen.contains("lifeguard_pg_xmin_age_transactions|standby"));
  CHECK(seen.contains("lifeguard_pg_xmin_age_transactions|slot"));
}

TEST_CASE("ages of databases, prepared transactions and running vacuums are samples") {
  scene::Server server = server_with_transactions();
  server.transactions->databases = {{"shop", true, 1 << 30, 7}, {"postgres", true, 100, 7}};
  server.transactions->prepared = {{"g", "shop", "shop", kNow - Seconds(90), Xid{2, 10}}};
  server.transactions->prepared_count = 25;
  server.transactions->vacuums = {{1, "shop", "public.orders", "scanning heap", 200, 50, 1, 0.5},
                                  {2, "other", "16385", "initializing", 0, 0, 0, {}}};
  const auto seen = values(facts_of(server));
  CHECK(seen.at("lifeguard_pg_database_frozen_xid_age|shop") == 1 << 30);
  CHECK(seen.at("lifeguard_pg_database_multixact_age|postgres") == 7);
  CHECK(seen.at("lifeguard_pg_wraparound_used_ratio") == 0.5);
  CHECK(seen.at("lifeguard_pg_prepared_transactions") == 25);
  CHECK(seen.at("lifeguard_pg_oldest_prepared_transaction_age_seconds") == 90);
  CHECK(seen.at("lifeguard_pg_vacuum_progress_ratio|shop|public.orders|scanning heap") == 0.25);
  CHECK(seen.at("lifeguard_pg_vacuum_index_passes|shop|public.orders") == 1);
  CHECK(seen.at("lifeguard_pg_vacuum_memory_used_ratio|shop|public.orders") == 0.5);
  CHECK_FALSE(seen.contains("lifeguard_pg_vacuum_progress_ratio|other|16385|initializing"));
  CHECK_FALSE(seen.contains("lifeguard_pg_vacuum_memory_used_ratio|other|16385"));
}
