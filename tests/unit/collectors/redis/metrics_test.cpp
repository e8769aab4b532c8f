#include "collectors/redis/metrics.hpp"

#include <algorithm>

#include "collectors/redis/checks.hpp"
#include "collectors/redis/connect_error.hpp"
#include "collectors/redis/info.hpp"
#include "collectors/redis/pools.hpp"
#include "collectors/redis/probe.hpp"
#include "collectors/redis/series.hpp"
#include "collectors/redis/watching.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/redis/an_info.hpp"

namespace lifeguard::redis {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

Facts facts_of(const std::string& info) {
  Watching watching;
  take_info(info, kAt, watching);
  watching.facts.taken = kAt;
  watching.facts.user = "lifeguard";
  watching.facts.probe.emplace();
  return watching.facts;
}

std::optional<double> value(const std::vector<Sample>& samples, std::string_view metric,
                            const std::vector<std::string>& labels = {}) {
  for (const Sample& sample : samples) {
    if (sample.metric->name == metric && sample.labels == labels) return sample.value;
  }
  return std::nullopt;
}

bool has(const std::vector<Check>& checks, std::string_view what, std::string_view remedy = "") {
  return std::any_of(checks.begin(), checks.end(), [&](const Check& check) {
    return check.what.find(what) != std::string::npos && check.remedy.find(remedy) != std::string::npos;
  });
}

}  // namespace

TEST_CASE("what INFO tells becomes samples, and what it does not tell becomes none") {
  const auto samples = samples_from(facts_of(kInfo7));
  CHECK(value(samples, "lifeguard_redis_clients") == 11);
  CHECK(value(samples, "lifeguard_redis_memory_used_bytes") == 990672);
  CHECK(value(samples, "lifeguard_redis_memory_limit_bytes") == 67108864);
  CHECK(value(samples, "lifeguard_redis_evicted_keys_total") == 9);
  CHECK(value(samples, "lifeguard_redis_info", {"Redis", "7.0.15", "standalone", "master"}) == 1);
  CHECK(value(samples, "lifeguard_redis_command_calls_total", {"get"}) == 1000);
  CHECK(value(samples, "lifeguard_redis_command_failures_total", {"config|set", "failed"}) == 2);
  CHECK(value(samples, "lifeguard_redis_replica_behind_bytes", {"127.0.0.1:21111"}) == 57);
  CHECK(value(samples, "lifeguard_redis_persistence_success", {"save"}) == 1);
  CHECK_FALSE(value(samples, "lifeguard_redis_persistence_success", {"aof_write"}));
  CHECK_FALSE(value(samples, "lifeguard_redis_hit_ratio"));
  CHECK_FALSE(value(samples, "lifeguard_redis_writes_refused"));
  CHECK_FALSE(value(samples_from(facts_of(kInfo6)), "lifeguard_redis_memory_limit_bytes"));
}

TEST_CASE("every sample's metric is in the catalogue, with as many labels as it says") {
  Facts facts = facts_of(kInfo7);
  facts.sentinel = read_sentinel(Fields::of_lines(kSentinel));
  facts.cluster.emplace();
  facts.clients.emplace();
  facts.clients->groups.resize(50);
  for (ClientGroup& group : facts.clients->groups) group.clients = 1;
  facts.latencies.emplace();
  facts.latencies->commands.push_back({"get", 1, Seconds(1), Seconds(2)});
  facts.slowlog.emplace();
  facts.memory_stats = MemoryStats{{{"clients.normal", 5.0}}};
  facts.writes_probed = true;
  const auto& known = metric_definitions();
  for (const Sample& sample : samples_from(facts)) {
    CAPTURE(sample.metric->name);
    CHECK(std::find(known.begin(), known.end(), sample.metric) != known.end());
    CHECK(sample.labels.size() == sample.metric->labels.size());
  }
}

TEST_CASE("clients beyond the forty kinds with the most are one series, so that sums stay right") {
  Facts facts;
  facts.clients.emplace();
  for (int i = 0; i < 60; ++i) {
    ClientGroup group;
    group.kind.name = "app" + std::to_string(i);
    group.clients = 2;
    group.idle_minute = 1;
    facts.clients->groups.push_back(group);
  }
  facts.clients->not_grouped = 7;
  double sum = 0;
  for (const Sample& sample : samples_from(facts)) {
    if (sample.metric->name == "lifeguard_redis_client_connections") sum += sample.value;
  }
  CHECK(sum == 127);
  CHECK(value(samples_from(facts), "lifeguard_redis_client_connections", {"other", "", "", "", "quiet"}) == 20);
}

TEST_CASE("a command keeps its series, whatever others take more time later") {
  Watching watching;
  std::string many = kInfo6;
  for (int i = 0; i < 100; ++i)
    many += "cmdstat_c" + std::to_string(i) + ":calls=1,usec=" + std::to_string(1000 + i) + "\r\n";
  take_info(many, kAt, watching);
  const auto before = watching.facts.shown_commands;
  CHECK(before.size() == 60);
  take_info(many + "cmdstat_new:calls=1,usec=999999\r\n", kAt, watching);
  CHECK(watching.facts.shown_commands == before);
  double calls = 0;
  for (const Sample& sample : samples_from(watching.facts)) {
    if (sample.metric->name == "lifeguard_redis_command_calls_total") calls += sample.value;
  }
  CHECK(calls == 102);
}

TEST_CASE("the clients are a pool under maxclients") {
  const auto pools = pools_of(facts_of(kInfo7));
  REQUIRE(pools);
  CHECK(pools->at(0).name == "clients");
  CHECK(pools->at(0).used == 14);
  CHECK(pools->at(0).limit == 10000);
  CHECK_FALSE(pools_of(Facts{}));
}

TEST_CASE("the history remembers counters and quiet clients") {
  Facts facts = facts_of(kInfo7);
  facts.clients.emplace();
  facts.clients->groups.resize(1);
  facts.clients->groups[0].kind = {"checkout", "ioredis", "shop", "10.0.3.7"};
  facts.clients->groups[0].idle_minute = 4;
  const auto series = series_from(facts);
  const auto find = [&](std::string_view name) {
    const auto found = std::find_if(series.begin(), series.end(),
                                    [&](const SeriesPoint& point) { return point.series == name; });
    return found == series.end() ? -1 : found->value;
  };
  CHECK(find(kHits) == 800);
  CHECK(find(kRejectedConnections) == 5);
  CHECK(find("redis_idle_clients{name=\"checkout\",library=\"ioredis\",user=\"shop\",host=\"10.0.3.7\"}") == 4);
  CHECK_FALSE(meaning_of(kHits).empty());
}

TEST_CASE("check names the missing ACL rules and the line that adds them") {
  Facts facts = facts_of(kInfo7);
  facts.denied = {"client|list", "slowlog|get"};
  CHECK(has(checks_from(facts), "user lifeguard lacks +client|list +slowlog|get",
            "ACL SETUSER lifeguard +client|list +slowlog|get"));
  CHECK(smallest_acl(facts).find("~") == std::string::npos);
  facts.writes_probed = true;
  CHECK(smallest_acl(facts).find("~lifeguard:probe:* +set +get") != std::string::npos);
}

TEST_CASE("check names the keys of the probe where the ACL keeps it from them, and all that it needs") {
  CHECK(
      missing_rule("set", "NOPERM this user has no permissions to access one of the keys used as arguments") ==
      "~lifeguard:probe:*");
  CHECK(missing_rule("set", "NOPERM No permissions to access a key") == "~lifeguard:probe:*");
  CHECK(missing_rule("get", "NOPERM this user has no permissions to run the 'get' command") == "get");
  Facts facts = facts_of(kInfo7);
  facts.denied = {"~lifeguard:probe:*", "slowlog|get"};
  CHECK(has(checks_from(facts), "user lifeguard lacks ~lifeguard:probe:* +slowlog|get",
            "ACL SETUSER lifeguard +slowlog|get ~lifeguard:probe:* +set +get"));
}

TEST_CASE("check says which user to make where the login is wrong") {
  const auto checks = checks_of_refusal("cache:6379: WRONGPASS invalid username-password pair");
  CHECK(has(checks, "no such user", "ACL SETUSER lifeguard on >PASSWORD resetkeys resetchannels -@all +ping"));
  CHECK(checks_of_refusal("cache:6379: Connection refused").empty());
}

TEST_CASE("check advises a user of its own, a limit on memory, and a certificate in time") {
  Facts facts = facts_of(kInfo6);
  facts.user = "default";
  facts.certificate_expiry = kAt + Seconds(3 * 86400.0);
  const auto checks = checks_from(facts);
  CHECK(has(checks, "the user default", "ACL SETUSER lifeguard on >PASSWORD resetkeys"));
  CHECK(has(checks, "maxmemory is not set"));
  CHECK(has(checks, "the server's certificate ends in 3 d"));
}

TEST_CASE("check says who is there in words, and a round trip that is short as exactly as it was") {
  Facts facts = facts_of(kInfo7);
  facts.probe.emplace();
  facts.probe->ping = Seconds(0.00021);
  CHECK(has(checks_from(facts), "master of 2 replicas"));
  CHECK(has(checks_from(facts), "PING: 0.21 ms"));
  facts.info->replication->replicas.resize(1);
  facts.probe->ping = Seconds(0.032);
  CHECK(has(checks_from(facts), "master of 1 replica"));
  CHECK(has(checks_from(facts), "PING: 32 ms"));
  facts.info->replication->replicas.clear();
  CHECK(has(checks_from(facts), "Redis 7.0.15, standalone, no replicas"));
}

TEST_CASE("why there is no connection is said with what to do, and a wrong password is not tried again soon") {
  const auto tls = [](const std::string& said) {
    return std::string(connect_error(StreamError(StreamError::At::tls, "cache:6380: TLS: " + said)).what());
  };
  CHECK(tls("certificate has expired").find("renew the server's certificate") != std::string::npos);
  CHECK(tls("self-signed certificate in certificate chain").find("set tls_ca") != std::string::npos);
  CHECK(tls("hostname mismatch").find("set tls_server_name") != std::string::npos);
  const Unreachable wrong =
      refusal("cache:6379", "WRONGPASS invalid username-password pair or user is disabled.");
  CHECK(wrong.retry() == Unreachable::Retry::only_after_change);
  CHECK(std::string(wrong.what()).find("user is disabled; correct the user") != std::string::npos);
  const Unreachable full = refusal("cache:6379", "ERR max number of clients reached");
  CHECK(full.retry() == Unreachable::Retry::soon);
  CHECK(std::string(full.what()).find("maxclients is used up") != std::string::npos);
}

TEST_CASE("a server that wants a password is told so in few words") {
  const std::string text =
      refusal("cache:6379",
              "NOAUTH HELLO must be called with the client already authenticated, otherwise the "
              "HELLO AUTH <user> <pass> option can be used to authenticate the client")
          .what();
  CHECK(text ==
        "cache:6379: NOAUTH Authentication required; it wants a password: give it in the url "
        "(redis://:PASSWORD@host, or USER:PASSWORD) or by password_file");
}

TEST_CASE("a server that repeats the password it does not understand is not repeated") {
  for (const std::string said : {"ERR unknown command 'AUTH', with args beginning with: 'app' 'hunter2' ",
                                 "ERR unknown command `AUTH`, with args beginning with: `hunter2`, "}) {
    const std::string text = refusal("cache:6379", said).what();
    CHECK(text.find("hunter2") == std::string::npos);
    CHECK(text.find("knows no AUTH") != std::string::npos);
  }
}

}  // namespace lifeguard::redis
