#include "collectors/trend.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("a slope is the median of the pairs' slopes, so one outlier does not move it") {
  CHECK(theil_sen_slope({1, 2, 3, 4, 5}) == Approx(1));
  CHECK(theil_sen_slope({1, 2, 90, 4, 5}) == Approx(1));
  CHECK(theil_sen_slope({3, 3, 3}) == 0);
  CHECK(theil_sen_slope({7}) == 0);
}

TEST_CASE("six rising values are hardly chance, a warm-up that has levelled off may be") {
  CHECK(mann_kendall_rising_p({1, 2, 3, 4, 5, 6}) < 0.01);
  CHECK(mann_kendall_rising_p({1, 2, 10, 10, 10, 10}) > 0.01);
  CHECK(mann_kendall_rising_p({6, 5, 4, 3, 2, 1}) == 1);
  CHECK(mann_kendall_rising_p({4, 4, 4, 4, 4, 4}) == 1);
  CHECK(mann_kendall_rising_p({1, 2, 3}) == 1);
}

TEST_CASE("a line explains a ramp and does not explain noise") {
  CHECK(explained_by_line({1, 2, 3, 4, 5, 6, 7, 8}) == Approx(1));
  CHECK(explained_by_line({5, 1, 6, 2, 5, 1, 6, 2}) < 0.5);
  CHECK(explained_by_line({5, 5, 5, 5}) == 0);
}
