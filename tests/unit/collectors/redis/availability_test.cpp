#include "collectors/redis/availability.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

Snapshot up_with(Facts facts) {
  Snapshot snapshot;
  snapshot.up = true;
  snapshot.facts = std::move(facts);
  return snapshot;
}

Facts well() {
  Facts facts;
  facts.info.emplace();
  facts.info->memory.emplace();
  facts.info->memory->policy = "noeviction";
  facts.info->memory->used = Bytes{900};
  facts.info->memory->limit = Bytes{1000};
  facts.info->replication.emplace();
  facts.probe.emplace();
  return facts;
}

}  // namespace

TEST_CASE("a cache that answers is available, and one that is down is not") {
  CHECK(availability(up_with(well())) == "available");
  CHECK(availability(Snapshot()) == "unavailable");
}

TEST_CASE("a node of a cluster that is down is unavailable, though it answers PING") {
  Facts facts = well();
  facts.cluster.emplace();
  CHECK(availability(up_with(facts)) == "unavailable");
  facts.cluster->ok = true;
  CHECK(availability(up_with(facts)) == "available");
}

TEST_CASE("a replica that serves nothing without its master is unavailable") {
  Facts facts = well();
  facts.info->replication->is_replica = true;
  Snapshot snapshot = up_with(facts);
  snapshot.parts = {{"probe", false, {}, "PING: MASTERDOWN Link with MASTER is down"}};
  CHECK(availability(snapshot) == "unavailable");
  snapshot.parts = {{"probe", true, {}, ""}};
  CHECK(availability(snapshot) == "available");
}

TEST_CASE("a cache that is full and evicts nothing is read-only, unless what fills it does not count") {
  Facts facts = well();
  facts.info->memory->used = Bytes{1000};
  CHECK(availability(up_with(facts)) == "read-only");
  facts.info->memory->not_counted = Bytes{50};
  CHECK(availability(up_with(facts)) == "available");
  facts.info->memory->not_counted.reset();
  facts.info->memory->policy = "allkeys-lru";
  CHECK(availability(up_with(facts)) == "available");
}

TEST_CASE("a master that refuses the write of the probe is read-only, a replica is meant to") {
  Facts facts = well();
  facts.probe->refused = "MISCONF Redis is configured to save RDB snapshots";
  CHECK(availability(up_with(facts)) == "read-only");
  facts.info->replication->is_replica = true;
  CHECK(availability(up_with(facts)) == "available");
}

TEST_CASE("what a replica said of writes is not held against the master that it became") {
  Facts facts = well();
  for (const char* said :
       {"READONLY You can't write against a read only replica.", "MOVED 3999 10.0.0.8:6379"}) {
    facts.probe->refused = said;
    CHECK(availability(up_with(facts)) == "available");
  }
}

TEST_CASE("a cache that reads its dataset is loading") {
  Facts facts = well();
  facts.info->persistence.emplace();
  facts.info->persistence->loading = true;
  CHECK(availability(up_with(facts)) == "loading");
}

}  // namespace lifeguard::redis
