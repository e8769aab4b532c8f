#include "alerts/rules/redis_cluster.hpp"
#include "alerts/rules/redis_fragmentation.hpp"
#include "alerts/rules/redis_memory.hpp"
#include "alerts/rules/redis_persistence.hpp"
#include "alerts/rules/redis_sentinel.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/cache.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const RedisMemory kMemory{RedisMemoryConfig{}};
const RedisPersistence kPersistence{RedisPersistenceConfig{}};
const RedisCluster kCluster{RedisClusterConfig{}};
const RedisSentinel kSentinel{RedisSentinelConfig{}};
const RedisFragmentation kFragmentation{RedisFragmentationConfig{}};

Cache holding(Bytes used, std::string policy) {
  Cache cache;
  cache.facts.info->memory->used = used;
  cache.facts.info->memory->policy = std::move(policy);
  return cache;
}

Cache in_cluster(bool ok, int assigned, int pfail = 0, int fail = 0) {
  Cache cache;
  cache.facts.cluster = redis::Cluster{ok, assigned, assigned - pfail - fail, pfail, fail, 6, 3};
  return cache;
}

}  // namespace

TEST_CASE("memory near maxmemory with nothing to evict will refuse writes") {
  const auto finding = holding(972_MiB, "noeviction").see(kMemory).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary ==
        "uses 972 MiB of 1.0 GiB (95 %) of maxmemory and nothing is evicted (noeviction): at maxmemory it "
        "refuses "
        "writes");
  CHECK(holding(1025_MiB, "noeviction").see(kMemory).at(0).summary.ends_with("refuses writes; it does so now"));
  CHECK(holding(850_MiB, "noeviction").see(kMemory).at(0).severity == Severity::warning);
  CHECK(holding(790_MiB, "noeviction").see(kMemory).at(0).severity == Severity::none);
  CHECK(holding(700_MiB, "noeviction").see(kMemory).empty());
}

TEST_CASE("a cache that may evict is full on purpose") {
  CHECK(holding(1020_MiB, "allkeys-lru").see(kMemory).empty());
  CHECK(holding(1020_MiB, "volatile-ttl").see(kMemory).empty());
}

TEST_CASE("a policy for keys that expire has nothing to evict when none does") {
  Cache cache = holding(1020_MiB, "volatile-lru");
  cache.facts.info->keyspace = {{"db0", 9000, 0}};
  CHECK(cache.see(kMemory).at(0).summary.find("no key expires, so that volatile-lru has nothing to evict") !=
        std::string::npos);
}

TEST_CASE("buffers that evicting does not count do not fill maxmemory") {
  Cache cache = holding(972_MiB, "noeviction");
  cache.facts.info->memory->not_counted = 400_MiB;
  CHECK(cache.see(kMemory).empty());
}

TEST_CASE("where clients have the memory and not the keys, they are named, and more maxmemory is not advised") {
  Cache cache = holding(972_MiB, "noeviction");
  cache.facts.info->memory->dataset = 200_MiB;
  cache.facts.clients->groups.at(1).memory = 600_MiB;
  const auto finding = cache.see(kMemory).at(0);
  CHECK(finding.summary.ends_with(
      "refuses writes; it is not the keys: buffers of clients take 601 MiB, the data 200 MiB"));
  REQUIRE(finding.evidence.size() > 1);
  CHECK(value_of(finding.evidence.at(1), "client") == "search (user default, from 10.0.3.7)");
  CHECK(value_of(finding.evidence.at(1), "memory") == "600 MiB");
  CHECK(finding.remedy.find("CLIENT KILL ID") != std::string::npos);
  CHECK(finding.remedy.find("--bigkeys") == std::string::npos);

  cache.facts.info->memory->dataset = 700_MiB;
  CHECK(cache.see(kMemory).at(0).remedy.find("--bigkeys") != std::string::npos);
}

TEST_CASE("buffers of clients are known by MEMORY STATS where nobody may list the clients") {
  Cache cache = holding(972_MiB, "noeviction");
  cache.facts.info->memory->dataset = 200_MiB;
  cache.facts.clients.reset();
  cache.facts.memory_stats = redis::MemoryStats{{{"clients.normal", 600.0 * 0x1p20}}};
  const auto finding = cache.see(kMemory).at(0);
  CHECK(finding.summary.ends_with("buffers of clients take 600 MiB, the data 200 MiB"));
  CHECK(finding.evidence.size() == 1);
}

TEST_CASE(
    "a maxmemory that is missing, or above what the system has, leaves the system's memory as the limit") {
  Cache cache = holding(7500_MiB, "allkeys-lru");
  cache.facts.info->memory->limit = 64_GiB;
  CHECK(cache.see(kMemory).at(0).summary ==
        "uses 7.3 GiB of 8.0 GiB (92 %) of the system's memory, and maxmemory is more than the system has: the "
        "kernel will kill it");
  cache.facts.info->memory->limit.reset();
  CHECK(cache.see(kMemory).at(0).severity == Severity::critical);
  cache.facts.info->memory->used = 1_GiB;
  CHECK(cache.see(kMemory).empty());
  cache.facts.info->memory->system.reset();
  CHECK_FALSE(cache.is_asked(kMemory));
}

TEST_CASE("a write that was refused for want of memory is critical, whatever the numbers say") {
  Cache cache = holding(700_MiB, "allkeys-lru");
  cache.facts.probe->refused = "OOM command not allowed when used memory > 'maxmemory'.";
  CHECK(cache.see(kMemory).at(0).severity == Severity::critical);
}

TEST_CASE("how long the memory lasts is said while it rises") {
  Cache cache = holding(900_MiB, "noeviction");
  std::vector<double> used;
  for (int i = 0; i <= 120; ++i) used.push_back(static_cast<double>((600_MiB).count) + i * 2.5 * 1048576);
  cache.remember(redis::kMemoryUsed, used);
  CHECK(cache.see(kMemory).at(0).summary.find("; at the present rise that is in 4 min 8 s") !=
        std::string::npos);
}

TEST_CASE("a save that failed is a warning, and critical once writes are refused for it") {
  Cache cache;
  CHECK(cache.see(kPersistence).empty());
  cache.facts.info->persistence->last_save_ok = false;
  cache.facts.info->persistence->changes_since_save = 7;
  cache.facts.info->persistence->last_save = kNow - Seconds(7200);
  auto finding = cache.see(kPersistence).at(0);
  CHECK(finding.key == "save");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary == "the last save failed: 7 changes are not saved, the last save is of 2 h ago");

  cache.facts.info->errors["MISCONF"] = 12;
  finding = cache.see(kPersistence).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary.find("Redis refuses writes for it (MISCONF)") != std::string::npos);
  CHECK(value_of(finding.evidence.at(0), "refused since its start") == "12");

  cache.facts.info->errors.clear();
  cache.facts.probe->refused = "MISCONF Redis is configured to save RDB snapshots";
  CHECK(cache.see(kPersistence).at(0).severity == Severity::critical);
}

TEST_CASE("writes refused long ago are no failure now") {
  Cache cache;
  cache.facts.info->errors["MISCONF"] = 12;
  CHECK(cache.see(kPersistence).empty());
}

TEST_CASE("an AOF that cannot be written refuses writes, one that cannot be rewritten grows") {
  Cache cache;
  redis::Persistence& persistence = *cache.facts.info->persistence;
  persistence.last_aof_write_ok = persistence.last_aof_rewrite_ok = false;
  CHECK(cache.see(kPersistence).empty());  // of an AOF that is off
  persistence.aof = true;
  persistence.aof_rewrite_failures = 3;
  const auto findings = cache.see(kPersistence);
  REQUIRE(findings.size() == 2);
  CHECK(findings.at(0).key == "aof write");
  CHECK(findings.at(0).severity == Severity::critical);
  CHECK(findings.at(1).severity == Severity::warning);
  CHECK(findings.at(1).summary.find("3 times in a row") != std::string::npos);
}

TEST_CASE("changes that a server which saves has not saved for a day are told") {
  Cache cache;
  redis::Persistence& persistence = *cache.facts.info->persistence;
  cache.facts.info->server.started = kNow - Seconds(3 * 86400);
  persistence.last_save = kNow - Seconds(2 * 86400);
  persistence.changes_since_save = 1;
  CHECK(cache.see(kPersistence).empty());  // it has never saved: it does not mean to
  persistence.last_save_took = Seconds(0);
  CHECK(cache.see(kPersistence).at(0).key == "save age");
  CHECK(cache.see(kPersistence).at(0).summary == "1 change is not saved, the last save is of 2 d ago");
  persistence.aof = true;
  CHECK(cache.see(kPersistence).empty());
  persistence.aof = false;
  persistence.changes_since_save = 0;
  CHECK(cache.see(kPersistence).empty());
}

TEST_CASE("a cache that saves nothing is not asked for a save, though it sent a copy to a replica") {
  Cache cache;
  redis::Persistence& persistence = *cache.facts.info->persistence;
  cache.facts.info->server.started = kNow - Seconds(2 * 86400);
  persistence.last_save = kNow - Seconds(2 * 86400 - 1);  // its start, as Redis tells it
  persistence.last_save_took = Seconds(0);                // rdb_last_bgsave_time_sec after a diskless copy
  persistence.changes_since_save = 1000;
  CHECK(cache.see(kPersistence).empty());
}

TEST_CASE("saving is not judged while the data loads, nor without its facts") {
  Cache cache;
  cache.facts.info->persistence->loading = true;
  CHECK_FALSE(cache.is_asked(kPersistence));
  cache.facts.info->persistence.reset();
  CHECK_FALSE(cache.is_asked(kPersistence));
}

TEST_CASE("slots that nobody was given are critical, though none of them is failed") {
  const auto finding = in_cluster(false, 8001).see(kCluster).at(0);
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary ==
        "the cluster refuses commands (cluster_state:fail): 8383 of 16384 slots belong to no node");
  CHECK(finding.remedy.find("--cluster check cache:6379") != std::string::npos);
}

TEST_CASE("slots of nodes that are suspected warn, those of nodes that are down page") {
  CHECK(in_cluster(true, 16384).see(kCluster).empty());
  CHECK(in_cluster(true, 16384, 5461).see(kCluster).at(0).severity == Severity::warning);
  CHECK(in_cluster(true, 16384, 0, 5461).see(kCluster).at(0).severity == Severity::critical);
  CHECK(in_cluster(false, 16384).see(kCluster).at(0).summary.find("majority") != std::string::npos);
  CHECK_FALSE(Cache{}.is_asked(kCluster));
}

TEST_CASE("a master that one sentinel cannot reach warns, one that they agree on pages") {
  Cache cache;
  CHECK_FALSE(cache.is_asked(kSentinel));
  cache.facts.sentinel = redis::Sentinel{false, {{"shop", "ok", "10.0.0.7:6379", 2, 3}}};
  CHECK(cache.see(kSentinel).empty());
  cache.facts.sentinel->masters.front().status = "sdown";
  CHECK(cache.see(kSentinel).at(0).severity == Severity::warning);
  cache.facts.sentinel->masters.front().status = "odown";
  const auto finding = cache.see(kSentinel).at(0);
  CHECK(finding.key == "shop");
  CHECK(finding.severity == Severity::critical);
  CHECK(finding.summary == "master shop (10.0.0.7:6379) is down, the sentinels agree; it has 2 replicas");
}

TEST_CASE("a sentinel in TILT fails nothing over") {
  Cache cache;
  cache.facts.sentinel = redis::Sentinel{true, {}};
  CHECK(cache.see(kSentinel).at(0).key == "TILT");
}

TEST_CASE("fragmentation counts when it is many bytes: an empty Redis has a ratio of twelve") {
  Cache cache;
  CHECK(cache.see(kFragmentation).empty());
  redis::Memory& memory = *cache.facts.info->memory;
  memory.allocator_frag_ratio = 12.7;
  memory.allocator_frag = 11_MiB;
  CHECK(cache.see(kFragmentation).empty());
  memory.allocator_frag_ratio = 1.6;
  memory.allocator_frag = 400_MiB;
  const auto finding = cache.see(kFragmentation).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary == "holds 1.6 times the memory that is in use: 400 MiB hold no data");
  memory.allocator_frag_ratio = 1.45;
  CHECK(cache.see(kFragmentation).at(0).severity == Severity::none);
  memory.allocator_frag_ratio = 1.3;
  CHECK(cache.see(kFragmentation).empty());
}

TEST_CASE("an allocator that tells nothing is judged by what is resident") {
  Cache cache;
  redis::Memory& memory = *cache.facts.info->memory;
  memory.allocator_frag_ratio.reset();
  memory.allocator_frag.reset();
  memory.resident = 1200_MiB;
  CHECK(cache.see(kFragmentation).at(0).summary ==
        "holds 2.3 times the memory that is in use: 688 MiB hold no data");
  memory.resident.reset();
  CHECK_FALSE(cache.is_asked(kFragmentation));
}

TEST_CASE("memory that is used and not resident was swapped out") {
  Cache cache;
  cache.facts.info->memory->used = 2_GiB;
  cache.facts.info->memory->resident = 1_GiB;
  const auto finding = cache.see(kFragmentation).at(0);
  CHECK(finding.key == "swapped");
  CHECK(finding.summary.starts_with("1.0 GiB of what it uses is not in memory"));
}
