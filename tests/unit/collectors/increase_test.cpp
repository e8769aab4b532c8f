#include "collectors/increase.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

namespace {

std::deque<HistoryStep> steps(const std::vector<double>& values) {
  std::deque<HistoryStep> steps;
  for (const double value : values) {
    steps.push_back({TimePoint{} + History::kStep * static_cast<double>(steps.size()), value, 0, 0});
  }
  return steps;
}

TimePoint step(int n) {
  return TimePoint{} + History::kStep * n;
}

}  // namespace

TEST_CASE("a counter's increase is from its first step in the window to its last") {
  const auto rise = increase(steps({1, 5, 5, 8}), step(1));
  REQUIRE(rise);
  CHECK(rise->amount == 3);
  CHECK(rise->from == step(1));
  CHECK(rise->to == step(3));
  CHECK(rise->first_rise == step(3));
}

TEST_CASE("a counter that falls was reset, and rises from there") {
  CHECK(increase(steps({100, 3, 3, 4}), step(0))->amount == 1);
}

TEST_CASE("one step is no increase, not an increase of zero") {
  CHECK_FALSE(increase(steps({}), step(0)));
  CHECK_FALSE(increase(steps({1, 2}), step(1)));
  CHECK(increase(steps({2, 2}), step(0))->amount == 0);
}
