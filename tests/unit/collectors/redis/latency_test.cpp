#include "collectors/redis/latency.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

const TimePoint kAt(std::chrono::seconds(1795227139));

Histogram histogram(std::map<std::int64_t, std::int64_t> steps) {
  return {steps.empty() ? 0 : steps.rbegin()->second, std::move(steps)};
}

}  // namespace

TEST_CASE("LATENCY HISTOGRAM is read by command") {
  RespReader reader;
  reader.feed(
      "*2\r\n$3\r\nget\r\n*4\r\n$5\r\ncalls\r\n:1000\r\n$14\r\nhistogram_usec\r\n*6\r\n:1\r\n:998\r\n:4\r\n:"
      "999\r\n"
      ":8\r\n:1000\r\n");
  const Histograms histograms = read_histograms(*reader.next(4096));
  CHECK(histograms.at("get").calls == 1000);
  CHECK(histograms.at("get").steps == std::map<std::int64_t, std::int64_t>{{1, 998}, {4, 999}, {8, 1000}});
}

TEST_CASE("a percentile is of what came between two looks, not of all that ever was") {
  const Histogram before = histogram({{1, 100'000}});
  const Histogram after = histogram({{1, 100'090}, {1024, 100'099}, {4096, 100'100}});
  CHECK(percentile(before, after, 0.5) == Seconds(1e-6));
  CHECK(percentile(before, after, 0.99) == Seconds(1024e-6));
  CHECK(percentile(before, after, 1.0) == Seconds(4096e-6));
  CHECK_FALSE(percentile(after, after, 0.5));
  CHECK_FALSE(percentile(after, before, 0.5));
}

TEST_CASE("steps that appear in between had no calls before") {
  const Histogram before = histogram({{2, 10}, {16, 20}});
  const Histogram after = histogram({{2, 10}, {8, 15}, {16, 25}});
  CHECK(percentile(before, after, 0.99) == Seconds(8e-6));
}

TEST_CASE("the window is a minute long, once there has been one") {
  LatencyWindow window;
  const auto at = [&](int seconds, std::int64_t calls) {
    return window.look({{"get", histogram({{2, calls}})}}, kAt + Seconds(seconds));
  };
  CHECK(at(0, 100).commands.empty());
  CHECK(at(30, 150).commands.at(0).calls == 50);
  CHECK(at(60, 160).window == Seconds(60));
  const Latencies later = at(90, 200);
  CHECK(later.window == Seconds(60));
  CHECK(later.commands.at(0).calls == 50);
  window.server_restarted();
  CHECK(at(95, 3).commands.empty());
}

TEST_CASE("of looks in quick succession one in five seconds is kept, so that the window is that much longer") {
  LatencyWindow window;
  const auto at = [&](Seconds after) {
    return window.look({{"get", histogram({{2, 1}})}}, kAt + after).window;
  };
  for (int i = 0; i < 630; ++i) at(Seconds(i * 0.1));
  CHECK(at(Seconds(63)) == Seconds(63));
  for (int i = 631; i < 1000; ++i) at(Seconds(i * 0.1));
  CHECK(at(Seconds(100)) == Seconds(60));
  CHECK(at(Seconds(64)) == Seconds(0));  // the clock was set back
}

TEST_CASE("after CONFIG RESETSTAT a window begins anew, though some commands are called more often already") {
  LatencyWindow window;
  const auto look = [&](int seconds, std::int64_t info, Histogram get) {
    return window.look({{"get", std::move(get)}, {"info", histogram({{64, info}})}}, kAt + Seconds(seconds));
  };
  look(0, 7, histogram({{1024, 10}}));
  look(1, 8, histogram({{1024, 10}}));
  const Latencies after = look(2, 1, histogram({{2, 990}, {1024, 1000}}));
  CHECK(after.commands.empty());
  const Latencies later = look(8, 2, histogram({{2, 2989}, {1024, 3000}}));
  REQUIRE(later.commands.size() == 2);
  CHECK(later.commands[0].calls == 2000);
  CHECK(later.window == Seconds(6));
  // A command that nobody called since then is not there.
  CHECK(window.look({{"info", histogram({{64, 3}})}}, kAt + Seconds(9)).commands.empty());
}

TEST_CASE("a command that is new in the window counts from nought") {
  LatencyWindow window;
  window.look({}, kAt);
  const Latencies latencies = window.look({{"set", histogram({{4, 7}})}}, kAt + Seconds(5));
  REQUIRE(latencies.commands.size() == 1);
  CHECK(latencies.commands[0].calls == 7);
  CHECK(latencies.commands[0].p99 == Seconds(4e-6));
}

}  // namespace lifeguard::redis
