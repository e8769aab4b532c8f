#include "collectors/postgres/statements/baseline.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

StatementCounters work(std::int64_t calls, double seconds) {
  StatementCounters counters;
  counters.calls = calls;
  counters.time = Seconds(seconds);
  return counters;
}

constexpr StatementId kOne{1, 1}, kOther{1, 2};

}  // namespace

TEST_CASE("a baseline is the mean of what went before, by calls") {
  Baselines baselines;
  CHECK_FALSE(baselines.of(kOne));
  baselines.add({{kOne, work(100, 1)}}, Seconds(1));
  baselines.add({{kOne, work(300, 1)}}, Seconds(1));
  REQUIRE(baselines.of(kOne));
  CHECK(baselines.of(kOne)->calls == Approx(400).epsilon(0.01));
  CHECK(baselines.of(kOne)->mean.count() == Approx(2.0 / 400).epsilon(0.01));
  CHECK_FALSE(baselines.of(kOther));
}

TEST_CASE("an hour ago weighs little, and what hardly ran is forgotten") {
  Baselines baselines;
  baselines.add({{kOne, work(1000, 1)}, {kOther, work(1, 1)}}, Seconds(60));
  for (int minute = 0; minute < 120; ++minute) baselines.add({{kOne, work(1000, 1.8)}}, Seconds(60));
  CHECK(baselines.of(kOne)->mean.count() == Approx(0.0018).epsilon(0.1));
  CHECK_FALSE(baselines.of(kOther));
  CHECK(baselines.size() == 1);
}

TEST_CASE("a tenfold regression shows as growth for hours, and is the normal in the end") {
  Baselines baselines;
  for (int minute = 0; minute < 180; ++minute) baselines.add({{kOne, work(100, 0.1)}}, Seconds(60));
  const auto growth_after = [&](int hours) {
    for (int minute = 0; minute < 60 * hours; ++minute) baselines.add({{kOne, work(100, 1)}}, Seconds(60));
    return 0.01 / baselines.of(kOne)->mean.count();
  };
  CHECK(growth_after(2) > 5);
  CHECK(growth_after(6) < 2);
}

TEST_CASE("where every statement is another one, those that ran most are kept") {
  Baselines baselines;
  WorkByStatement window{{kOne, work(500, 1)}};
  for (int i = 10; i < 15'000; ++i) window.emplace(StatementId{1, i}, work(1, 0.1));
  baselines.add(window, Seconds(60));
  CHECK(baselines.size() <= 10'000);
  CHECK(baselines.of(kOne));
}
