#include "alerts/rules/redis_evictions.hpp"
#include "alerts/rules/redis_hit_ratio.hpp"
#include "alerts/rules/redis_latency.hpp"
#include "alerts/rules/redis_slow_command.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/cache.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;

namespace {

const RedisHitRatio kHitRatio{RedisHitRatioConfig{}};
const RedisEvictions kEvictions{RedisEvictionsConfig{}};
const RedisSlowCommand kSlowCommand{RedisSlowCommandConfig{}};
const RedisLatency kLatency{RedisLatencyConfig{}};

Cache looking_up(double hits, double misses, double seconds = 400) {
  Cache cache;
  cache.rises(redis::kHits, hits, seconds);
  cache.rises(redis::kMisses, misses, seconds);
  return cache;
}

redis::SlowCommand slow(std::string command, double took, double ago, std::string shape = "") {
  redis::SlowCommand entry;
  entry.at = kNow - Seconds(ago);
  entry.took = Seconds(took);
  entry.command = std::move(command);
  entry.arguments = 2;
  entry.shape = std::move(shape);
  entry.client = "10.0.3.7:40112";
  entry.name = "checkout";
  return entry;
}

Cache answering(std::string command, std::int64_t calls, double p99) {
  Cache cache;
  cache.facts.latencies->commands = {{std::move(command), calls, Seconds(p99 / 8), Seconds(p99)}};
  return cache;
}

}  // namespace

TEST_CASE("a busy cache that misses too often is told with its numbers") {
  const auto finding = looking_up(70, 50).see(kHitRatio).at(0);
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "of the keys looked up in the last 5 min, 58 % were found, at 120 look-ups per second");
  CHECK(finding.since == kNow - Seconds(300));
  CHECK(value_of(finding.evidence.at(0), "not found") == "15000");
}

TEST_CASE("a hit ratio opens at 80 percent, stays to 85, and is critical when the cache is as good as gone") {
  CHECK(looking_up(83, 17).see(kHitRatio).at(0).severity == Severity::none);
  CHECK(looking_up(90, 15).see(kHitRatio).empty());
  CHECK(looking_up(15, 100).see(kHitRatio).at(0).severity == Severity::critical);
}

TEST_CASE("a hit ratio without traffic says nothing") {
  CHECK(looking_up(10, 50).see(kHitRatio).empty());
  CHECK(looking_up(0, 0).see(kHitRatio).empty());
}

TEST_CASE("a hit ratio is of the whole window, and a short past neither opens nor ends an incident") {
  const Cache young = looking_up(50, 150, 120);
  CHECK(young.see(kHitRatio).empty());
  CHECK_FALSE(young.can_clear(kHitRatio, ""));
  CHECK(looking_up(90, 15).can_clear(kHitRatio, ""));
}

TEST_CASE("a restart begins the window anew") {
  Cache cache = looking_up(50, 150);
  cache.restarted(Seconds(100));
  CHECK(cache.see(kHitRatio).empty());
  CHECK_FALSE(cache.can_clear(kHitRatio, ""));
}

TEST_CASE("a start time that is told in whole seconds is no restart") {
  Cache cache = looking_up(50, 150);
  cache.remember(redis::kStartTime, {5000, 5001, 5000, 5000.4, 5001});
  CHECK(cache.see(kHitRatio).size() == 1);
}

TEST_CASE("keys thrown out meanwhile are the likely reason for misses") {
  Cache cache = looking_up(70, 50);
  CHECK(cache.see(kHitRatio).at(0).remedy.find("TTL") != std::string::npos);
  cache.rises(redis::kEvictedKeys, 10);
  CHECK(cache.see(kHitRatio).at(0).summary.ends_with("; 3000 keys were thrown out for want of memory"));
  CHECK(cache.see(kHitRatio).at(0).remedy.find("maxmemory") != std::string::npos);
}

TEST_CASE("without INFO's stats the hit ratio is not judged") {
  Cache cache = looking_up(70, 50);
  cache.facts.info->stats.reset();
  CHECK_FALSE(cache.is_asked(kHitRatio));
  cache.facts.info.reset();
  CHECK_FALSE(cache.is_asked(kHitRatio));
}

TEST_CASE("a cache that evicts does its work, unless no key lives long") {
  Cache cache;
  cache.rises(redis::kEvictedKeys, 1);
  const auto finding = cache.see(kEvictions).at(0);
  CHECK(finding.severity == Severity::info);
  CHECK(
      finding.summary ==
      "threw out 300 keys for want of memory in the last 5 min; at that pace all its 9000 keys are replaced in "
      "2 h 30 min");
  CHECK(value_of(finding.evidence.at(0), "policy") == "allkeys-lru");

  cache.facts.info->keyspace = {{"db0", 2000, 0}, {"db1", 1000, 0}};
  CHECK(cache.see(kEvictions).at(0).severity == Severity::warning);

  cache.facts.info->keyspace.clear();
  CHECK(cache.see(kEvictions).at(0).summary == "threw out 300 keys for want of memory in the last 5 min");
}

TEST_CASE("keys that are thrown out for the buffers of clients are told so") {
  Cache cache;
  cache.rises(redis::kEvictedKeys, 300);
  cache.facts.info->memory->used = 1000_MiB;
  cache.facts.info->memory->dataset = 100_MiB;
  cache.facts.clients->groups.at(0).memory = 800_MiB;
  const auto finding = cache.see(kEvictions).at(0);
  CHECK(finding.summary.ends_with("; it is not the keys: buffers of clients take 801 MiB, the data 100 MiB"));
  CHECK(finding.remedy.starts_with("CLIENT LIST"));
}

TEST_CASE("no evictions, no finding, and five minutes without end the incident") {
  Cache cache;
  cache.rises(redis::kEvictedKeys, 0);
  CHECK(cache.see(kEvictions).empty());
  CHECK(cache.can_clear(kEvictions, ""));
  cache.restarted(Seconds(60));
  CHECK_FALSE(cache.can_clear(kEvictions, ""));
  CHECK(Cache{}.see(kEvictions).empty());
}

TEST_CASE("evictions before a restart are of another server") {
  Cache cache;
  std::vector<double> evicted(40, 0);
  for (std::size_t i = 0; i < evicted.size(); ++i) evicted[i] = i < 20 ? 100.0 * static_cast<double>(i) : 0;
  cache.remember(redis::kEvictedKeys, evicted);
  cache.restarted(Seconds(100));
  CHECK(cache.see(kEvictions).empty());
}

TEST_CASE("a slow command is told by its name and the form of its key, with what to use instead") {
  Cache cache;
  cache.facts.slowlog->recent = {slow("hgetall", 0.15, 10, "user:?:cart"),
                                 slow("hgetall", 0.25, 20, "user:?:cart"), slow("keys", 0.4, 30),
                                 slow("get", 0.02, 30)};
  const auto findings = cache.see(kSlowCommand);
  REQUIRE(findings.size() == 2);
  CHECK(findings.at(0).key == "keys");
  CHECK(findings.at(0).summary == "KEYS kept all other commands waiting: for 400 ms");
  CHECK(findings.at(0).remedy.starts_with("SCAN"));
  CHECK(findings.at(1).key == "hgetall user:?:cart");
  CHECK(findings.at(1).summary ==
        "HGETALL of keys like user:?:cart kept all other commands waiting: for 250 ms at most, and for 400 ms "
        "in 2 "
        "times in the last 5 min");
  CHECK(findings.at(1).since == kNow - Seconds(20));
  CHECK(value_of(findings.at(1).evidence.at(0), "took") == "250 ms");
  CHECK(value_of(findings.at(1).evidence.at(0), "name") == "checkout");
}

TEST_CASE("one command of a second is over and warns, three page") {
  Cache cache;
  cache.facts.slowlog->recent = {slow("keys", 2, 10), slow("keys", 2, 20)};
  CHECK(cache.see(kSlowCommand).at(0).severity == Severity::warning);
  cache.facts.slowlog->recent.push_back(slow("keys", 1.5, 30));
  CHECK(cache.see(kSlowCommand).at(0).severity == Severity::critical);
}

TEST_CASE("what Lifeguard itself reads slowly is no incident of the app") {
  Cache cache;
  cache.facts.slowlog->recent = {slow("client list", 2, 10)};
  cache.facts.slowlog->recent.front().name = "lifeguard";
  CHECK(cache.see(kSlowCommand).empty());
  cache.facts.slowlog->recent.push_back(slow("client list", 0.2, 20));
  REQUIRE(cache.see(kSlowCommand).size() == 1);
  CHECK(cache.see(kSlowCommand).at(0).evidence.size() == 1);
}

TEST_CASE("slow commands are forgotten after the window, and nothing is known without SLOWLOG") {
  Cache cache;
  cache.facts.slowlog->recent = {slow("keys", 2, 301)};
  CHECK(cache.see(kSlowCommand).empty());
  cache.facts.slowlog.reset();
  CHECK_FALSE(cache.is_asked(kSlowCommand));
}

TEST_CASE("slow commands that came and went unseen are said, and at most five shown") {
  Cache cache;
  for (int i = 0; i < 9; ++i) cache.facts.slowlog->recent.push_back(slow("keys", 0.2, i));
  std::vector<double> lost(40, 0);
  for (std::size_t i = 30; i < lost.size(); ++i) lost[i] = 172;
  cache.remember(redis::kSlowCommandsLost, lost);
  const auto finding = cache.see(kSlowCommand).at(0);
  CHECK(finding.evidence.size() == kMaxEvidence);
  CHECK(finding.summary.ends_with(
      "; 172 more slow commands came and went unseen meanwhile: raise slowlog-max-len"));
}

TEST_CASE("slow commands that were lost before the window are over") {
  Cache cache;
  cache.facts.slowlog->recent = {slow("keys", 0.2, 10)};
  cache.facts.slowlog->lost = 172;
  std::vector<double> lost(100, 172);
  lost[0] = 0;
  cache.remember(redis::kSlowCommandsLost, lost);
  CHECK(cache.see(kSlowCommand).at(0).summary == "KEYS kept all other commands waiting: for 200 ms");
}

TEST_CASE("of many kinds of slow commands five have an incident each, and the others one") {
  Cache cache;
  auto& recent = cache.facts.slowlog->recent;
  for (int i = 0; i < 20; ++i)
    recent.push_back(slow("get", 0.2 + i * 0.01, 10, "a" + std::to_string(i) + ":?"));
  auto findings = cache.see(kSlowCommand);
  REQUIRE(findings.size() == 6);
  const auto others =
      std::find_if(findings.begin(), findings.end(), [](auto& each) { return each.key == "others"; });
  REQUIRE(others != findings.end());
  CHECK(others->summary ==
        "15 other kinds of commands kept all others waiting, for 4.1 s in the last 5 min; the slowest, GET of "
        "keys "
        "like a14:?, for 340 ms");
  CHECK(others->evidence.size() == kMaxEvidence);
  recent.erase(recent.begin() + 5, recent.end());
  CHECK(cache.see(kSlowCommand).size() == 5);
}

TEST_CASE("GET later than its objective within Redis is told, when its step is surely above it") {
  const auto finding = answering("get", 5000, 0.004).see(kLatency).at(0);
  CHECK(finding.key == "get");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "one in 100 GET takes 2.0 ms to 4.0 ms or longer within Redis, of 5000 in the last 1 min; the "
        "objective is "
        "1.0 ms");
  CHECK(answering("get", 5000, 0.0016).see(kLatency).at(0).severity == Severity::none);
  CHECK(answering("get", 5000, 0.0005).see(kLatency).empty());
  CHECK(answering("get", 5000, 0.033).see(kLatency).at(0).severity == Severity::critical);
}

TEST_CASE("SET has an objective of its own, and few calls make no percentile") {
  CHECK(answering("set", 5000, 0.0035).see(kLatency).at(0).severity == Severity::none);
  CHECK(answering("set", 5000, 0.0042).see(kLatency).at(0).severity == Severity::warning);
  CHECK(answering("get", 99, 0.1).see(kLatency).empty());
  CHECK(answering("hgetall", 5000, 0.1).see(kLatency).empty());
}

TEST_CASE("round trips are slow when every one of the last minute was") {
  Cache cache = answering("get", 5000, 0.00006);
  cache.remember(redis::probe_of("ping"), std::vector<double>(20, 0.0031));
  const auto finding = cache.see(kLatency).at(0);
  CHECK(finding.key == "probe");
  CHECK(finding.severity == Severity::warning);
  CHECK(finding.summary ==
        "every PING of Lifeguard's took 3.1 ms or longer in the last 1 min; the objective is 1.0 ms; within "
        "Redis "
        "GET is fast enough");

  Cache now_and_then;
  std::vector<double> trips(20, 0.0031);
  trips.at(15) = 0.0002;
  now_and_then.remember(redis::probe_of("ping"), trips);
  CHECK(now_and_then.see(kLatency).empty());
  CHECK(now_and_then.can_clear(kLatency, "probe"));
}

TEST_CASE("what latency is not known of ends no incident about it") {
  Cache cache;
  CHECK_FALSE(cache.can_clear(kLatency, "probe"));  // no minute of it yet
  CHECK(cache.can_clear(kLatency, "get"));
  cache.facts.latencies.reset();
  CHECK_FALSE(cache.can_clear(kLatency, "get"));
  cache.facts.probe.reset();
  CHECK_FALSE(cache.is_asked(kLatency));
}
