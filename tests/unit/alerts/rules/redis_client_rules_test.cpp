#include "alerts/leaks/leaked_connections.hpp"
#include "alerts/rules/pool_exhaustion.hpp"
#include "alerts/rules/redis_client_leak.hpp"
#include "alerts/rules/redis_rejected_connections.hpp"
#include "alerts/rules/redis_replication.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/redis/pools.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/cache.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const RedisRejectedConnections kRejected{RedisRejectedConfig{}, PoolExhaustionConfig{}};
const RedisClientLeak kLeak{ConnectionLeakConfig{}};
const RedisReplication kReplication{RedisReplicationConfig{}};

Snapshot full(const Cache& cache) {
  Snapshot now = cache.snapshot();
  now.pools = redis::pools_of(cache.facts);
  return now;
}

redis::Client client(std::int64_t id, double idle) {
  redis::Client client;
  client.id = id;
  client.address = "10.0.3.7:" + std::to_string(40000 + id);
  client.age = Seconds(idle + 1);
  client.idle = Seconds(idle);
  client.command = "get";
  client.name = "checkout";
  return client;
}

/// checkout's idle clients rise by six a minute for six minutes, to `idle`.
Cache leaking(int idle = 40) {
  Cache cache;
  redis::ClientGroup group = client_group("checkout", idle + 5, idle);
  group.quietest = {client(17, 360), client(18, 350)};
  std::vector<double> past;
  for (int i = 0; i <= 75; ++i) past.push_back(idle - (75 - i) * 0.5);
  cache.remember(redis::idle_clients_of(group.kind), past);
  cache.rises(redis::kCommands, 100);
  cache.facts.clients->groups = {group, client_group("search", 10)};
  cache.facts.info->clients = redis::Clients{55, 55, 100, 0};
  return cache;
}

redis::Replica replica(std::string address, double last_heard = 0, std::int64_t behind = 0) {
  redis::Replica replica;
  replica.address = std::move(address);
  replica.state = "online";
  replica.last_heard = Seconds(last_heard);
  replica.behind = behind;
  return replica;
}

Cache master_of(std::vector<redis::Replica> replicas) {
  Cache cache;
  cache.facts.info->replication->replicas = std::move(replicas);
  cache.facts.info->replication->backlog = 1_MiB;
  return cache;
}

Cache replica_of(bool link_up, std::optional<Seconds> down_for, std::optional<Seconds> last_io) {
  Cache cache;
  redis::Replication& replication = *cache.facts.info->replication;
  replication.is_replica = true;
  replication.master = "10.0.0.7:6379";
  replication.link_up = link_up;
  replication.link_down_for = down_for;
  replication.last_io = last_io;
  return cache;
}

/// Two replicas were there until `ago`, and one ever since.
Cache lost_one(Seconds ago) {
  Cache cache = master_of({replica("10.0.0.8:6379")});
  const auto steps = static_cast<std::size_t>(ago.count() / 5);
  cache.remember(redis::behind_of("10.0.0.8:6379"), std::vector<double>(60, 0));
  cache.remember(redis::behind_of("10.0.0.9:6379"), std::vector<double>(30, 0), ago);
  std::vector<double> counts(60, 2);
  for (std::size_t i = 0; i < steps; ++i) counts.at(counts.size() - 1 - i) = 1;
  cache.remember(redis::kReplicas, counts);
  return cache;
}

}  // namespace

TEST_CASE("clients that were refused are critical, with who has the connections") {
  Cache cache;
  std::vector<double> rejected(80, 4);
  for (std::size_t i = 70; i < rejected.size(); ++i) rejected[i] = 9;
  cache.remember(redis::kRejectedConnections, rejected);
  cache.facts.info->clients = redis::Clients{89, 90, 100, 0};
  const auto finding = cache.see(kRejected).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary == "refused 5 connections in the last 5 min: 90 of maxclients 100 are taken now");
  CHECK(finding.since == kNow - Seconds(45));
  CHECK(value_of(finding.evidence.at(0), "client") == "checkout (user default, from 10.0.3.7)");
  CHECK(value_of(finding.evidence.at(0), "clients") == "30");
}

TEST_CASE("refusals by a Redis that pool_exhaustion saw full are told there alone") {
  Cache cache;
  std::vector<double> rejected(80, 4);
  for (std::size_t i = 70; i < rejected.size(); ++i) rejected[i] = 9;
  cache.remember(redis::kRejectedConnections, rejected);
  std::vector<double> used(80, 40);
  used[70] = 95;
  Cache was_full = cache;
  was_full.remember(used_connections_of("clients"), used);
  CHECK(was_full.see(kRejected).empty());
  Cache is_full = cache;
  for (std::size_t i = 70; i < used.size(); ++i) used[i] = 100;
  is_full.remember(used_connections_of("clients"), used);
  is_full.facts.info->clients = redis::Clients{99, 100, 100, 0};
  CHECK(is_full.see(kRejected).empty());
  const auto told = PoolExhaustion{PoolExhaustionConfig{}}.inspect(View{full(is_full), is_full.history}).at(0);
  CHECK(told.severity == Severity::critical);
  CHECK(told.summary ==
        "100 of 100 connections of the clients are taken (100 %, limit: maxclients); 5 connections were "
        "refused in "
        "the last 5 min");
  CHECK(told.remedy.find("redis-cli is refused too") != std::string::npos);
}

TEST_CASE("refusals are told on their own while pool_exhaustion does not tell them") {
  Cache cache;
  std::vector<double> rejected(80, 4);
  for (std::size_t i = 70; i < rejected.size(); ++i) rejected[i] = 9;
  cache.remember(redis::kRejectedConnections, rejected);
  std::vector<double> used(80, 40);
  used[70] = used[10] = used[11] = used[12] = 95;
  cache.remember(used_connections_of("clients"), used);
  PoolExhaustionConfig patient;
  patient.hold = Seconds(10);
  CHECK(cache.see(RedisRejectedConnections{RedisRejectedConfig{}, patient}).size() == 1);
  PoolExhaustionConfig off;
  off.enabled = false;
  CHECK(cache.see(RedisRejectedConnections{RedisRejectedConfig{}, off}).size() == 1);
}

TEST_CASE("refusals between looks are told though it was seen full shortly before, those of then are not") {
  Cache cache;
  std::vector<double> used(80, 40), rejected(80, 4);
  used[50] = 100;
  for (std::size_t i = 50; i < rejected.size(); ++i) rejected[i] = i < 60 ? 30 : i < 70 ? 130 : 434;
  cache.remember(used_connections_of("clients"), used);
  cache.remember(redis::kRejectedConnections, rejected);
  const auto findings = cache.see(kRejected);
  REQUIRE(findings.size() == 1);
  CHECK(findings.at(0).summary.starts_with("refused 404 connections in the last 5 min"));
  CHECK(findings.at(0).since == kNow - Seconds(95));
}

TEST_CASE("refusals of a long full spell are not told anew as its beginning leaves the window") {
  Cache cache;
  std::vector<double> used(80, 40), rejected(80, 4);
  for (std::size_t i = 10; i < 22; ++i) used[i] = 100;
  for (std::size_t i = 22; i < rejected.size(); ++i) rejected[i] = 9;
  cache.remember(used_connections_of("clients"), used);
  cache.remember(redis::kRejectedConnections, rejected);
  PoolExhaustionConfig patient;
  patient.hold = Seconds(30);
  CHECK(cache.see(RedisRejectedConnections{RedisRejectedConfig{}, patient}).empty());
}

TEST_CASE("refusals while far fewer than maxclients were taken warn, for protected-mode counts as such too") {
  Cache cache;
  std::vector<double> used(80, 12), rejected(80, 4);
  for (std::size_t i = 70; i < rejected.size(); ++i) rejected[i] = 9;
  cache.remember(redis::kRejectedConnections, rejected);
  cache.facts.info->clients = redis::Clients{12, 12, 100, 0};
  used[20] = 90;  // long before
  Cache busy = cache;
  cache.remember(used_connections_of("clients"), used);
  const auto finding = cache.see(kRejected).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "refused 5 connections in the last 5 min: maxclients or protected-mode, for no more than 12 of "
        "maxclients 100 were seen taken meanwhile");
  CHECK(finding.remedy.find("see bind, requirepass or ACL LIST, and Redis's log") != std::string::npos);
  used[69] = 50;
  busy.remember(used_connections_of("clients"), used);
  CHECK(busy.see(kRejected).at(0).severity == Severity::critical);
}

TEST_CASE("clients cut off for the memory of their buffers warn, with those that have the most") {
  Cache cache;
  std::vector<double> evicted(80, 0);
  for (std::size_t i = 70; i < evicted.size(); ++i) evicted[i] = 2;
  cache.remember(redis::kEvictedClients, evicted);
  cache.facts.clients->groups.at(1).memory = 80_MiB;
  const auto findings = cache.see(kRejected);
  REQUIRE(findings.size() == 1);
  CHECK(findings.at(0).key == "maxmemory-clients");
  CHECK(findings.at(0).severity == Severity::warning);
  CHECK(findings.at(0).summary ==
        "cut off 2 clients in the last 5 min because the buffers of all clients together took more than "
        "maxmemory-clients");
  CHECK(value_of(findings.at(0).evidence.at(0), "client") == "search (user default, from 10.0.3.7)");
  CHECK(cache.can_clear(kRejected, "maxmemory-clients"));
  CHECK_FALSE(cache.can_clear(kRejected, "client-output-buffer-limit"));
  Cache slow;
  slow.remember(redis::kOutputOverruns, evicted);
  CHECK(slow.see(kRejected).at(0).key == "client-output-buffer-limit");
}

TEST_CASE("clients refused before we looked, or before a restart, are not told") {
  Cache cache;
  cache.remember(redis::kRejectedConnections, std::vector<double>(80, 4));
  CHECK(cache.see(kRejected).empty());
  CHECK(cache.can_clear(kRejected, ""));
  Cache restarted;
  std::vector<double> rejected(80, 4);
  for (std::size_t i = 60; i < rejected.size(); ++i) rejected[i] = 0;
  rejected[30] = rejected[31] = 9;
  restarted.remember(redis::kRejectedConnections, rejected);
  restarted.restarted(Seconds(100));
  CHECK(restarted.see(kRejected).empty());
  CHECK_FALSE(restarted.can_clear(kRejected, ""));
  restarted.facts.info.reset();
  CHECK_FALSE(restarted.is_asked(kRejected));
}

TEST_CASE("the clients of a Redis that is nearly full are named") {
  Cache cache;
  Snapshot now = cache.snapshot();
  Pool pool;
  pool.name = "clients";
  pool.title = "clients";
  pool.used = 99;
  pool.limit = 100;
  pool.limit_name = "maxclients";
  now.pools = {pool};
  const auto finding = PoolExhaustion{PoolExhaustionConfig{}}.inspect(View{now, cache.history}).at(0);
  CHECK(value_of(finding.evidence.at(0), "client") == "checkout (user default, from 10.0.3.7)");
  CHECK(value_of(finding.evidence.at(1), "clients") == "10");
}

TEST_CASE("clients that rise and do nothing are a leak by name, with the time left") {
  const auto findings = leaking().see(kLeak);
  REQUIRE(findings.size() == 1);
  const Finding& finding = findings.front();
  CHECK(finding.key == "checkout//default/10.0.3.7");
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary ==
        "checkout (user default, from 10.0.3.7) keeps connections that it does not use: from 4 to 34 in 6 min, "
        "without more traffic; at this rise all 100 of maxclients are taken in 9 min");
  CHECK(value_of(finding.evidence.at(0), "idle for") == "6 min");
  CHECK(finding.remedy.find("CLIENT KILL ID 17") != std::string::npos);
}

TEST_CASE("the leaked clients of a Redis are counted, none while nothing speaks for a leak") {
  const auto count = [](const Cache& cache) {
    const Snapshot now = cache.snapshot();
    return leaks::leaked_connections(View{now, cache.history}, ConnectionLeakConfig{});
  };
  const auto samples = count(leaking());
  REQUIRE(samples.size() == 1);
  CHECK(samples.front().labels == std::vector<std::string>{"clients"});
  CHECK(samples.front().value == 30);
  CHECK(count(Cache{}).at(0).value == 0);
  Cache unknown;
  unknown.facts.clients.reset();
  CHECK(count(unknown).empty());
}

TEST_CASE("a leak with hours left is a warning, and one against no limit too") {
  Cache cache = leaking();
  cache.facts.info->clients->limit = 10'000;
  CHECK(cache.see(kLeak).at(0).severity == Severity::warning);
  cache.facts.info->clients->limit.reset();
  CHECK(cache.see(kLeak).at(0).severity == Severity::warning);
}

TEST_CASE("clients that came with more traffic, or are few, or are meant to, are no leak") {
  Cache busier = leaking();
  std::vector<double> commands;
  for (int i = 0; i < 80; ++i) commands.push_back(i < 40 ? i * 100 : 4000 + (i - 40) * 400);
  busier.history = {};
  busier.remember(redis::kCommands, commands);
  std::vector<double> past;
  for (int i = 0; i <= 75; ++i) past.push_back(40 - (75 - i) * 0.5);
  busier.remember(redis::idle_clients_of(busier.facts.clients->groups.at(0).kind), past);
  CHECK(busier.see(kLeak).empty());

  Cache few = leaking();
  few.facts.clients->groups.at(0).idle_minute = 2;
  CHECK(few.see(kLeak).empty());

  ConnectionLeakConfig config;
  config.ignore_applications = {"checkout"};
  CHECK(leaking().see(RedisClientLeak{config}).empty());
}

TEST_CASE("a leak of few clients on each of many hosts is told of all hosts together, once") {
  Cache cache = leaking();
  redis::ClientGroup all = cache.facts.clients->groups.at(0);
  all.kind.host = "*";
  cache.facts.clients->applications = {all};
  std::vector<double> past;
  for (int i = 0; i <= 75; ++i) past.push_back(40 - (75 - i) * 0.5);
  cache.remember(redis::idle_clients_of(all.kind), past);
  REQUIRE(cache.see(kLeak).size() == 1);
  CHECK(cache.see(kLeak).at(0).key == "checkout//default/10.0.3.7");
  cache.history = {};
  cache.remember(redis::idle_clients_of(all.kind), past);
  cache.rises(redis::kCommands, 100);
  const auto findings = cache.see(kLeak);
  REQUIRE(findings.size() == 1);
  CHECK(findings.at(0).key == "checkout//default/*");
  CHECK(findings.at(0).summary.starts_with(
      "checkout (user default, from all its hosts together) keeps connections"));
  CHECK(cache.can_clear(kLeak, "checkout//default/*"));
}

TEST_CASE("a leak on many hosts is one incident of the application, with the time until all are taken") {
  Cache cache;
  const auto rises_to = [&](const redis::ClientKind& kind, double idle, double per_step) {
    std::vector<double> past;
    for (int i = 0; i <= 75; ++i) past.push_back(idle - (75 - i) * per_step);
    cache.remember(redis::idle_clients_of(kind), past);
  };
  cache.facts.clients->groups.clear();
  for (int host = 1; host <= 12; ++host) {
    redis::ClientGroup group = client_group("checkout", 45, 40);
    group.kind.host = "10.0.3." + std::to_string(host);
    rises_to(group.kind, 40, 0.5);
    cache.facts.clients->groups.push_back(group);
  }
  redis::ClientGroup all = client_group("checkout", 540, 480);
  all.kind.host = "*";
  rises_to(all.kind, 480, 6);
  cache.facts.clients->applications = {all};
  cache.rises(redis::kCommands, 100);
  std::vector<double> used;
  for (int i = 0; i <= 75; ++i) used.push_back(560 - (75 - i) * 6);
  cache.remember(used_connections_of("clients"), used);
  cache.facts.info->clients = redis::Clients{559, 560, 1160, 0};
  const auto findings = cache.see(kLeak);
  REQUIRE(findings.size() == 1);
  CHECK(findings.at(0).key == "checkout//default/*");
  CHECK(findings.at(0).severity == Severity::critical);
  CHECK(findings.at(0).summary.ends_with("all 1160 of maxclients are taken in 10 min"));

  cache.facts.clients->groups.resize(1);  // the other hosts have too few each
  CHECK(cache.see(kLeak).at(0).key == "checkout//default/*");
}

TEST_CASE("the time left of a leak is that of all clients, and none is told while they do not rise") {
  Cache cache = leaking();
  std::vector<double> used;
  for (int i = 0; i <= 75; ++i) used.push_back(55 - (75 - i) * 0.1);
  Cache slower = cache;
  slower.remember(used_connections_of("clients"), used);
  CHECK(slower.see(kLeak).at(0).severity == Severity::warning);
  CHECK(slower.see(kLeak).at(0).summary.find("taken in 45 min") != std::string::npos);
  cache.remember(used_connections_of("clients"), std::vector<double>(80, 55));
  CHECK(cache.see(kLeak).at(0).summary.ends_with("without more traffic"));
}

TEST_CASE("a leak ends when its clients stop rising or go, and not for want of a past") {
  const std::string key = "checkout//default/10.0.3.7";
  CHECK(leaking().can_clear(kLeak, key));
  Cache restarted = leaking();
  restarted.history = {};
  CHECK_FALSE(restarted.can_clear(kLeak, key));
  restarted.facts.clients->groups.clear();
  CHECK(restarted.can_clear(kLeak, key));
  restarted.facts.clients->not_grouped = 3;
  CHECK_FALSE(restarted.can_clear(kLeak, key));
  CHECK_FALSE(restarted.can_clear(kLeak, key, kNow - Seconds(3595)));
  CHECK(restarted.can_clear(kLeak, key, kNow - History::kSpan));
  restarted.facts.clients.reset();
  CHECK_FALSE(restarted.is_asked(kLeak));
}

TEST_CASE("a replica whose link is down is told from when it lost its master") {
  const auto finding = replica_of(false, Seconds(42), Seconds(45)).see(kReplication).at(0);
  CHECK(finding.key == "master");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.since == kNow - Seconds(42));
  CHECK(finding.summary == "the replica has lost its master 10.0.0.7:6379 42 s ago: its data is that old");
  CHECK(replica_of(false, Seconds(61), {}).see(kReplication).at(0).severity == Severity::critical);
  CHECK(replica_of(false, Seconds(7), {}).see(kReplication).at(0).severity == Severity::none);
  CHECK(replica_of(false, Seconds(3), {}).see(kReplication).empty());
}

TEST_CASE("a replica that hears of its master is well, one that does not is not, though connected") {
  CHECK(replica_of(true, {}, Seconds(1)).see(kReplication).empty());
  CHECK(replica_of(true, {}, {}).see(kReplication).empty());
  const auto finding = replica_of(true, {}, Seconds(30)).see(kReplication).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.remedy.find("redis-cli -h 10.0.0.7 -p 6379 PING") != std::string::npos);
}

TEST_CASE("a master that has nothing to write is heard every ten seconds, which is no fault") {
  CHECK(replica_of(true, {}, Seconds(10)).see(kReplication).empty());
  CHECK(replica_of(true, {}, Seconds(11)).see(kReplication).empty());
}

TEST_CASE("a replica that never reached its master warns, and one that receives a full copy waits") {
  Cache cache = replica_of(false, {}, {});
  CHECK(cache.see(kReplication).at(0).severity == Severity::warning);
  CHECK(cache.see(kReplication).at(0).summary ==
        "the replica has never reached its master 10.0.0.7:6379 since it started");
  cache.facts.info->replication->syncing = true;
  CHECK(cache.see(kReplication).at(0).severity == Severity::none);
}

TEST_CASE("a replica that its master does not hear of is behind") {
  CHECK(master_of({replica("10.0.0.8:6379", 1, 200)}).see(kReplication).empty());
  const auto finding = master_of({replica("10.0.0.8:6379", 15, 200)}).see(kReplication).at(0);
  CHECK(finding.key == "10.0.0.8:6379");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary == "replica 10.0.0.8:6379 is 200 bytes behind and was not heard of for 15 s");
}

TEST_CASE("a replica further behind than the backlog reaches would need a full copy") {
  const Cache cache = master_of({replica("10.0.0.8:6379", 1, (3_MiB).count)});
  const auto finding = cache.see(kReplication).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "replica 10.0.0.8:6379 is 3.0 MiB behind, more than the backlog of 1.0 MiB: if it loses its connection "
        "it "
        "needs a full copy");
  Cache copying = cache;
  copying.facts.info->replication->replicas.front().state = "send_bulk";
  copying.facts.info->replication->replicas.front().last_heard.reset();
  CHECK(copying.see(kReplication).empty());
}

TEST_CASE("a replica that went is told by its address, and never pages") {
  const auto finding = lost_one(Seconds(100)).see(kReplication).at(0);
  CHECK(finding.key == "10.0.0.9:6379");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary == "replica 10.0.0.9:6379 is not connected any more for 1 min 35 s; 1 replica is left");
}

TEST_CASE("a replica that came back under another address is not gone") {
  Cache cache = lost_one(Seconds(100));
  cache.facts.info->replication->replicas.push_back(replica("10.0.0.10:6379"));
  CHECK(cache.see(kReplication).empty());
  CHECK(cache.can_clear(kReplication, "10.0.0.9:6379"));
}

TEST_CASE("replicas of a server that was restarted since are not missed yet") {
  Cache cache = lost_one(Seconds(100));
  cache.restarted(Seconds(90));
  CHECK(cache.see(kReplication).empty());
  CHECK_FALSE(cache.can_clear(kReplication, "10.0.0.9:6379"));
}

TEST_CASE("a master that became a replica has not lost those who follow another now") {
  Cache cache = lost_one(Seconds(100));
  cache.facts.info->replication->is_replica = true;
  cache.facts.info->replication->link_up = true;
  CHECK(cache.see(kReplication).empty());
  CHECK(cache.can_clear(kReplication, "10.0.0.9:6379"));
}

TEST_CASE("a replica that nobody remembers is gone for an hour before it is forgotten") {
  const Cache cache = master_of({});
  CHECK_FALSE(cache.can_clear(kReplication, "10.0.0.9:6379"));
  CHECK(cache.can_clear(kReplication, "10.0.0.9:6379", kNow - History::kSpan));
  CHECK(cache.can_clear(kReplication, "master"));
  Cache unknown = cache;
  unknown.facts.info->replication.reset();
  CHECK_FALSE(unknown.is_asked(kReplication));
}
