#include "collectors/history.hpp"

#include "collectors/forecast.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

Snapshot at(double seconds, double value, std::string series = "used") {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.taken = TimePoint{} + Seconds(seconds);
  snapshot.series = {{std::move(series), value}};
  return snapshot;
}

TimePoint time_at(double seconds) {
  return TimePoint{} + Seconds(seconds);
}

}  // namespace

TEST_CASE("a step keeps the smallest, the largest and the last of its values") {
  History history;
  for (const auto& [second, value] : {std::pair{10.0, 3.0}, {11.0, 7.0}, {12.0, 5.0}, {15.0, 1.0}})
    history.record(at(second, value));
  const auto& steps = history.of("main", "used");
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].min == 3);
  CHECK(steps[0].max == 7);
  CHECK(steps[0].last == 5);
  CHECK(steps[1].last == 1);
}

TEST_CASE("an hour is kept, and a series that has gone for an hour is forgotten") {
  History history;
  history.record(at(0, 1));
  for (int second = 5; second < 3600; second += 5) history.record(at(second, 1));
  CHECK(history.of("main", "used").size() == 720);
  history.record(at(3600, 1));
  CHECK(history.of("main", "used").size() == 720);
  history.record(at(7300, 1, "another"));
  CHECK(history.of("main", "used").empty());
  CHECK(history.series("main") == std::vector<std::string>{"another"});
}

TEST_CASE("no target keeps more series than the bound") {
  History history;
  for (std::size_t i = 0; i < History::kMaxSeries + 50; ++i)
    history.record(at(1, 1, "series " + std::to_string(i)));
  CHECK(history.series("main").size() == History::kMaxSeries);
}

TEST_CASE("a new series takes the place of the one not seen for the longest, and of none that is here") {
  History history;
  for (std::size_t i = 0; i < History::kMaxSeries; ++i)
    history.record(at(static_cast<double>(i / 10), 1, "gone " + std::to_string(i)));
  history.record(at(100, 1, "gone 0"));
  history.record(at(105, 1, "here"));
  CHECK(history.of("main", "here").size() == 1);
  CHECK(history.of("main", "gone 0").size() == 2);
  CHECK(history.series("main").size() == History::kMaxSeries);
  Snapshot crowd = at(110, 1);
  crowd.series.clear();
  for (std::size_t i = 0; i < History::kMaxSeries + 50; ++i)
    crowd.series.push_back({"crowd " + std::to_string(i), 1});
  history.record(crowd);
  CHECK(history.of("main", "crowd 0").size() == 1);
  CHECK(history.of("main", "here").empty());
  CHECK(history.series("main").size() == History::kMaxSeries);
}

TEST_CASE("floors are the smallest values of equal windows, for as long as the series was there") {
  History history;
  for (int second = 0; second < 60; ++second)
    history.record(at(second, second % 10 == 5 ? second / 20.0 : 100));
  CHECK(history.floors("main", "used", time_at(60), Seconds(20), 3) == std::vector<double>{0.25, 1.25, 2.25});
  CHECK(history.floors("main", "used", time_at(60), Seconds(20), 6).size() == 3);
  CHECK(history.floors("main", "unknown", time_at(60), Seconds(20), 3).empty());
}

TEST_CASE("a steady rise has a time left, what does not rise has none") {
  History rising, flat;
  for (int second = 0; second < 150; second += 5) {
    rising.record(at(second, 10 + second / 5.0));
    flat.record(at(second, second % 10));
  }
  const auto left = time_until(rising.of("main", "used"), 93, time_at(150));
  REQUIRE(left);
  CHECK(left->count() == Approx((93 - 39) * 5.0));
  CHECK_FALSE(time_until(flat.of("main", "used"), 93, time_at(150)));
}

TEST_CASE("less than two minutes are too short for a forecast") {
  History history;
  for (int second = 0; second < 115; second += 5) history.record(at(second, second));
  CHECK_FALSE(time_until(history.of("main", "used"), 93, time_at(115)));
}
