#include "collectors/pool.hpp"

#include <map>

#include "collectors/forecast.hpp"
#include "collectors/pool_metrics.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

Pool pool(std::string name, std::optional<int> used, std::optional<int> limit) {
  Pool pool;
  pool.name = pool.title = std::move(name);
  pool.used = used;
  pool.limit = limit;
  return pool;
}

std::map<std::string, double> values(const std::vector<Sample>& samples) {
  std::map<std::string, double> values;
  for (const Sample& sample : samples) {
    std::string name(sample.metric->name);
    for (const std::string& label : sample.labels) name += "|" + label;
    REQUIRE(sample.labels.size() == sample.metric->labels.size());
    CHECK(values.emplace(name, sample.value).second);  // no series twice
  }
  return values;
}

}  // namespace

TEST_CASE("of a pool there is what is known, and no zero for what is not") {
  CHECK(values(pool_samples({pool("server", 3, 97)})) ==
        std::map<std::string, double>{{"lifeguard_pool_connections|server|used", 3},
                                      {"lifeguard_pool_limit|server", 97},
                                      {"lifeguard_pool_saturation_ratio|server", 3.0 / 97}});
  Pool full = pool("shop/app", 5, std::nullopt);
  full.idle = 1;
  full.waiting = 0;
  full.waited = Seconds(2.5);
  full.timeouts = 4;
  CHECK(values(pool_samples({full})) ==
        std::map<std::string, double>{{"lifeguard_pool_connections|shop/app|used", 5},
                                      {"lifeguard_pool_connections|shop/app|idle", 1},
                                      {"lifeguard_pool_waiting|shop/app", 0},
                                      {"lifeguard_pool_wait_seconds_total|shop/app", 2.5},
                                      {"lifeguard_pool_timeouts_total|shop/app", 4}});
}

TEST_CASE("a limit of none is no saturation") {
  CHECK_FALSE(saturation(pool("a", 0, 0)));
  CHECK_FALSE(saturation(pool("a", std::nullopt, 5)));
  CHECK(saturation(pool("a", 6, 5)) == 1.2);
}

TEST_CASE("the busiest pools are shown, the rest as one whose sum is right and which has nothing that grows") {
  std::vector<Pool> pools;
  for (int i = 0; i < 60; ++i) {
    pools.push_back(pool("pool " + std::to_string(i), i, 100));
    pools.back().waited = Seconds(1);
  }
  const auto shown = shown_pools(pools);
  REQUIRE(shown.size() == kMostPools + 1);
  CHECK(shown.front().name == "pool 59");
  CHECK(shown.back().name == "other");
  CHECK(shown.back().used == 45);  // 0 to 9
  CHECK_FALSE(shown.back().limit);
  CHECK_FALSE(shown.back().waited);
}

TEST_CASE("the history keeps who uses, who waits, who gave up and the limit of every pool") {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.taken = TimePoint{} + Seconds(100);
  snapshot.pools = {pool("server", 3, 97)};
  snapshot.pools->front().waiting = 2;
  snapshot.pools->front().waited = Seconds(1.5);
  snapshot.pools->front().timeouts = 4;
  History history;
  history.record(snapshot);
  CHECK(history.series("main") ==
        std::vector<std::string>{"pool_connections{pool=\"server\",state=\"used\"}",
                                 "pool_limit{pool=\"server\"}", "pool_timeouts_total{pool=\"server\"}",
                                 "pool_wait_seconds_total{pool=\"server\"}", "pool_waiting{pool=\"server\"}"});
  CHECK(history.of("main", used_connections_of("server")).back().last == 3);
  CHECK(history.of("main", timeouts_of("server")).back().last == 4);
}

TEST_CASE("every pool with a limit has a forecast: one that rises a time, one that does not none") {
  History history;
  Snapshot snapshot;
  snapshot.target = "main";
  for (int step = 0; step < 30; ++step) {
    snapshot.taken = TimePoint{} + Seconds(step * 5);
    snapshot.pools = {pool("fills", 10 + step, 49), pool("rests", 5, 10), pool("open", 5, std::nullopt)};
    history.record(snapshot);
  }
  add_forecasts(snapshot, history);
  const auto seen = values(snapshot.samples);
  CHECK(seen.size() == 2);
  CHECK(seen.at("lifeguard_pool_exhaustion_seconds|fills") == Approx(50));
  CHECK(seen.at("lifeguard_pool_exhaustion_seconds|rests") == INFINITY);
}
