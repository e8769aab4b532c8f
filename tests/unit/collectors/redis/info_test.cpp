#include "collectors/redis/info.hpp"

#include <algorithm>

#include "collectors/redis/watching.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/redis/an_info.hpp"

namespace lifeguard::redis {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

Info info_of(const std::string& text) {
  return read_info(Fields::of_lines(text), kAt);
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const auto at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

}  // namespace

TEST_CASE("INFO of Redis 7 tells of its clients, memory and counters") {
  const Info info = info_of(kInfo7);
  CHECK(info.server.product == "Redis");
  CHECK(info.server.version == "7.0.15");
  CHECK(info.server.started == kAt - Seconds(100));
  REQUIRE(info.clients);
  CHECK(info.clients->connected == 11);  // less our own
  CHECK(info.clients->taken == 14);      // two replicas count against maxclients too
  CHECK(info.clients->limit == 10000);
  REQUIRE(info.memory);
  CHECK(info.memory->used == Bytes{990672});
  CHECK(info.memory->limit == Bytes{67108864});
  CHECK(info.memory->policy == "allkeys-lru");
  CHECK(info.memory->allocator_frag_ratio == 1.08);
  REQUIRE(info.stats);
  CHECK(info.stats->hits == 800);
  CHECK(info.stats->rejected_connections == 5);
  CHECK_FALSE(info.stats->last_fork);
  CHECK(info.errors.at("OOM") == 12);
  CHECK(info.numbers.at("used_memory") == 990672);
  CHECK_FALSE(info.numbers.contains("redis_version"));
  REQUIRE(info.commands.size() == 2);
  CHECK(info.commands[0].command == "config|set");  // the one with the most time comes first
  CHECK(info.commands[0].failed == 2);
  CHECK(info.commands[1].calls == 1000);
}

TEST_CASE("what Redis says is -1 or never is absent") {
  const Info info = info_of(kInfo7);
  REQUIRE(info.persistence);
  CHECK_FALSE(info.persistence->last_save_took);
  CHECK_FALSE(info.persistence->saving_since);
  const Info replica = info_of(kReplica);
  REQUIRE(replica.replication);
  CHECK(replica.replication->is_replica);
  CHECK(replica.replication->master == "10.0.0.7:6379");
  CHECK_FALSE(replica.replication->link_up);
  CHECK_FALSE(replica.replication->last_io);
  CHECK_FALSE(replica.replication->link_down_for);
  CHECK_FALSE(replica.memory);
  CHECK_FALSE(replica.stats);
}

TEST_CASE("replicas are known by their address, how far behind they are, and since when they are silent") {
  const Replication replication = *info_of(kInfo7).replication;
  REQUIRE(replication.replicas.size() == 2);
  CHECK(replication.replicas[0].address == "127.0.0.1:21111");
  CHECK(replication.replicas[0].behind == 57);
  CHECK(replication.replicas[0].last_heard == Seconds(1));
  CHECK(replication.replicas[1].address == "[::1]:21112");
  CHECK_FALSE(replication.replicas[1].last_heard);  // its lag of 0 means nothing before it is online
  CHECK(replication.backlog == 1_MiB);
}

TEST_CASE("no maxmemory and no maxclients are no limits of nought") {
  const Info info = info_of(kInfo6);
  CHECK_FALSE(info.memory->limit);
  CHECK_FALSE(info.clients->limit);
  CHECK_FALSE(info.persistence->last_save_ok);
  CHECK_FALSE(info.stats->error_replies);
}

TEST_CASE("the keyspace is read by name, whatever the fourth field of a product is") {
  for (const std::string& text : {kInfo7, kInfo8, kValkey}) {
    const Info info = info_of(text);
    REQUIRE(info.keyspace.size() == 1);
    CHECK(info.keyspace[0].database == "db0");
    CHECK(info.keyspace[0].expires == info.keyspace[0].keys / 2);
  }
  CHECK(info_of(kInfo8).cluster_enabled);
}

TEST_CASE("Valkey is known by its own name and version") {
  const Server server = info_of(kValkey).server;
  CHECK(server.product == "Valkey");
  CHECK(server.version == "8.1.1");
  CHECK(server.mode == "standalone");
  CHECK(major_of(server.version) == 8);
  CHECK(major_of("") == 0);
}

TEST_CASE("a sentinel tells of its masters, and no other server is one") {
  const auto sentinel = read_sentinel(Fields::of_lines(kSentinel));
  REQUIRE(sentinel);
  REQUIRE(sentinel->masters.size() == 1);
  CHECK(sentinel->masters[0].name == "mymaster");
  CHECK(sentinel->masters[0].status == "ok");
  CHECK(sentinel->masters[0].replicas == 1);
  CHECK_FALSE(read_sentinel(Fields::of_lines(kInfo7)));
}

TEST_CASE("a cluster whose slots are not all assigned has failed, though no slot has") {
  const Cluster cluster = read_cluster(Fields::of_lines(
      "cluster_state:fail\r\ncluster_slots_assigned:8001\r\ncluster_slots_ok:8001\r\ncluster_slots_fail:0\r\n"
      "cluster_known_nodes:1\r\ncluster_size:1\r\n"));
  CHECK_FALSE(cluster.ok);
  CHECK(cluster.slots_assigned == 8001);
  CHECK(cluster.slots_fail == 0);
  CHECK_THROWS_AS(read_cluster(Fields::of_lines("ERR")), std::runtime_error);
}

TEST_CASE("a rule that is granted at last, and a command that comes, are no longer missing") {
  Watching watching;
  watching.denied("slowlog|get");
  watching.denied("slowlog|get");
  watching.denied("set");
  watching.absent("LATENCY HISTOGRAM");
  CHECK(watching.facts.denied == std::vector<std::string>{"slowlog|get", "set"});
  watching.allowed("slowlog|get", "SLOWLOG GET");
  watching.allowed("latency|histogram", "LATENCY HISTOGRAM");
  CHECK(watching.facts.denied == std::vector<std::string>{"set"});
  CHECK(watching.facts.absent.empty());
}

TEST_CASE("what names no version is no INFO") {
  CHECK_THROWS_WITH(info_of("hello"), "INFO names no version of Redis");
}

TEST_CASE("our own look-ups are no hits and no misses of the app") {
  Watching watching;
  take_info(kInfo7, kAt, watching);
  watching.own_hits = 30;
  take_info(replaced(kInfo7, "keyspace_hits:800", "keyspace_hits:890"), kAt + Seconds(5), watching);
  CHECK(watching.facts.info->stats->hits == 860);
  watching.own_misses = 0;
  take_info(replaced(replaced(kInfo7, "keyspace_hits:800", "keyspace_hits:890"), "misses:200", "misses:220"),
            kAt + Seconds(10), watching);
  CHECK(*watching.facts.hit_ratio == Approx(60.0 / 80));
}

TEST_CASE("statistics that were reset took our own look-ups with them, so that no counter falls below nought") {
  Watching watching;
  take_info(kInfo7, kAt, watching);
  watching.own_hits = 30;
  take_info(replaced(kInfo7, "keyspace_hits:800", "keyspace_hits:9"), kAt + Seconds(5), watching);
  CHECK(watching.facts.info->stats->hits == 9);
  CHECK_FALSE(watching.facts.hit_ratio);
}

TEST_CASE("counts that begin anew with the probe's own look-up alone are not negative") {
  Watching watching;
  take_info(replaced(replaced(kInfo7, "keyspace_hits:800", "keyspace_hits:1"), "misses:200", "misses:0"), kAt,
            watching);
  watching.own_hits = 2;
  take_info(replaced(replaced(kInfo7, "keyspace_hits:800", "keyspace_hits:1"), "misses:200", "misses:0"),
            kAt + Seconds(5), watching);
  CHECK(watching.facts.info->stats->hits == 1);
}

TEST_CASE("another run_id is a restart, and its counters are no window with those before") {
  Watching watching;
  take_info(kInfo7, kAt, watching);
  watching.own_hits = 30;
  const std::string after = replaced(replaced(kInfo7, "run_id:2212", "run_id:3333"), "hits:800", "hits:9");
  take_info(after, kAt + Seconds(5), watching);
  CHECK(watching.facts.restarts == 1);
  CHECK(watching.facts.info->stats->hits == 9);
  CHECK_FALSE(watching.facts.hit_ratio);
}

TEST_CASE("when the server started does not waver with its whole seconds") {
  Watching watching;
  take_info(kInfo7, kAt, watching);
  const TimePoint started = watching.facts.info->server.started;
  take_info(kInfo7, kAt + Seconds(0.9), watching);
  CHECK(watching.facts.info->server.started == started);
}

TEST_CASE("a server whose clock is ahead has saved when it did by ours") {
  Watching watching;
  const TimePoint ours = kAt - Seconds(100);
  take_info(kInfo7, ours, watching);
  const Seconds ago = ours - *watching.facts.info->persistence->last_save;
  CHECK(ago.count() == Approx(1.136873));
}

TEST_CASE("the hit ratio is of a window, absent without look-ups") {
  HitWindow window;
  CHECK_FALSE(window.look(1000, 0, kAt));
  CHECK_FALSE(window.look(1000, 0, kAt + Seconds(5)));
  CHECK(*window.look(1003, 1, kAt + Seconds(10)) == Approx(0.75));
  CHECK(*window.look(1003, 5, kAt + Seconds(66)) == Approx(3.0 / 8));
  CHECK(*window.look(1003, 6, kAt + Seconds(80)) == Approx(0.0));
  CHECK_FALSE(window.look(1, 1, kAt + Seconds(85)));
}

TEST_CASE("the hit ratio begins anew when the clock is set back, and not when the clock has caught up") {
  HitWindow window;
  window.look(1000, 0, kAt);
  CHECK(*window.look(1010, 10, kAt + Seconds(5)) == Approx(0.5));
  CHECK_FALSE(window.look(1020, 20, kAt - Seconds(3600)));
  CHECK(*window.look(1023, 21, kAt - Seconds(3595)) == Approx(0.75));
}

}  // namespace lifeguard::redis
