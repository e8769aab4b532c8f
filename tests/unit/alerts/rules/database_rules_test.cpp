#include "alerts/rules/pg_cache_misses.hpp"
#include "alerts/rules/pg_deadlocks.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using postgres::blocks_hit_of;
using postgres::blocks_read_of;
using postgres::deadlocks_of;
using postgres::start_time;

namespace {

constexpr int kWindow = 60;  // steps of five seconds in five minutes

std::vector<double> line(double from, double by, int steps = kWindow + 2) {
  std::vector<double> values;
  for (int i = 0; i < steps; ++i) values.push_back(from + by * i);
  return values;
}

Server with_shop() {
  Server server;
  server.databases.emplace_back();
  server.databases[0].database = "shop";
  return server;
}

/// So many deadlocks known at each step, and the server the same all the time.
Server with_deadlocks(const std::vector<double>& deadlocks) {
  Server server = with_shop();
  server.remember(deadlocks_of("shop"), deadlocks);
  server.databases[0].deadlocks = static_cast<std::int64_t>(deadlocks.back());
  return server;
}

Server with_blocks(double read_per_step, double hit_per_step, int steps = kWindow + 2) {
  Server server = with_shop();
  server.remember(blocks_read_of("shop"), line(1e6, read_per_step, steps));
  server.remember(blocks_hit_of("shop"), line(1e9, hit_per_step, steps));
  return server;
}

const Deadlocks kDeadlocks{DeadlocksConfig{}};
const CacheMisses kCacheMisses{CacheMissesConfig{}};

}  // namespace

TEST_CASE("a deadlock is told with how many, since when and what to do") {
  auto deadlocks = line(40, 0);
  for (int i = 51; i < 62; ++i) deadlocks[static_cast<std::size_t>(i)] = 42;
  const auto findings = with_deadlocks(deadlocks).see(kDeadlocks);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].key == "shop");
  CHECK(findings[0].since == kNow - Seconds(50));
  CHECK(findings[0].summary ==
        "database shop had 2 deadlocks in the last 5 min, and the server rolled back one transaction for each");
  CHECK(value_of(findings[0].evidence.at(0), "since the statistics were reset") == "42");
  CHECK(findings[0].remedy.find("deadlock detected") != std::string::npos);
}

TEST_CASE("deadlocks of longer ago than the window are over") {
  auto deadlocks = line(42, 0, 80);
  deadlocks[0] = 0;
  CHECK(with_deadlocks(deadlocks).see(kDeadlocks).empty());
}

TEST_CASE("many deadlocks are critical") {
  auto deadlocks = line(0, 0);
  deadlocks.back() = 25;
  CHECK(with_deadlocks(deadlocks).see(kDeadlocks).at(0).severity == Severity::critical);
}

TEST_CASE("a short past can show deadlocks, but not that there are none") {
  CHECK(with_deadlocks({7, 8}).see(kDeadlocks).at(0).severity == Severity::warning);
  CHECK(with_deadlocks({7, 7}).see(kDeadlocks).at(0).severity == Severity::none);
  CHECK(with_deadlocks({7}).see(kDeadlocks).at(0).severity == Severity::none);
}

TEST_CASE("statistics that were reset are no deadlocks") {
  auto deadlocks = line(1000, 0);
  deadlocks.back() = 0;
  CHECK(with_deadlocks(deadlocks).see(kDeadlocks).empty());

  // Seen only after they had risen again, above what they were.
  deadlocks.back() = 1005;
  Server server = with_deadlocks(deadlocks);
  server.databases[0].reset = kNow - Seconds(3);
  CHECK(server.see(kDeadlocks).at(0).severity == Severity::none);
}

TEST_CASE("the deadlocks of another server that answers now are not new") {
  auto deadlocks = line(0, 0);
  auto starts = line(1e9, 0);
  for (int i = 50; i < 62; ++i) {
    deadlocks[static_cast<std::size_t>(i)] = 300;
    starts[static_cast<std::size_t>(i)] = 2e9;
  }
  Server server = with_deadlocks(deadlocks);
  CHECK(server.see(kDeadlocks).at(0).severity == Severity::critical);
  server.remember(start_time(), starts);
  CHECK(server.see(kDeadlocks).at(0).severity == Severity::none);
}

TEST_CASE("a busy database that reads too much from outside is told with its numbers") {
  const auto findings = with_blocks(500, 9'500).see(kCacheMisses);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].summary ==
        "database shop read 5.0 % of its blocks from outside shared buffers in the last 5 min, at 2000 blocks "
        "per "
        "second");
  CHECK(value_of(findings[0].evidence.at(0), "blocks read from outside") == "30000");
  CHECK(with_blocks(1'000, 9'000).see(kCacheMisses).at(0).severity == Severity::critical);
}

TEST_CASE("a database that finds its blocks, or hardly asks for any, is well") {
  CHECK(with_blocks(100, 9'900).see(kCacheMisses).empty());
  CHECK(with_blocks(1'000, 1'000).see(kCacheMisses).empty());
  CHECK(with_blocks(0, 0).see(kCacheMisses).empty());
}

TEST_CASE("a share of blocks is not judged before the window is known") {
  CHECK(with_blocks(5'000, 5'000, 50).see(kCacheMisses).at(0).severity == Severity::none);
  Server server = with_blocks(5'000, 5'000);
  server.databases[0].reset = kNow - Seconds(100);
  CHECK(server.see(kCacheMisses).at(0).severity == Severity::none);
}
