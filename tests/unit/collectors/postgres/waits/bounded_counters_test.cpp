#include "collectors/postgres/waits/bounded_counters.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::postgres;

namespace {

double sum(const BoundedCounters& counters) {
  double sum = 0;
  for (const auto& [key, seconds] : counters.totals()) sum += seconds;
  return sum;
}

std::string job(int i) {
  return "job " + std::to_string(i);
}

}  // namespace

TEST_CASE("those without a series of their own are the other of their group, and the sum stays right") {
  BoundedCounters counters(10);
  for (int i = 0; i < 100; ++i) counters.add(i % 2 ? "IO" : "CPU", job(i), 1);
  CHECK(sum(counters) == 100);
  CHECK(counters.totals().size() == 12);
  CHECK(counters.totals().at({"IO", "other"}) == 45);
}

TEST_CASE("who does more for long takes over the place of who does least, and no series falls") {
  BoundedCounters counters(2);
  counters.add("CPU", "steady", 100);
  counters.add("CPU", "gone", 1);
  counters.add("CPU", "rising", 50);
  counters.reconsider();
  CHECK(counters.totals() == WaitSeconds{{{"CPU", "steady"}, 100}, {{"CPU", "other"}, 50}});
  counters.add("CPU", "rising", 5);
  counters.add("CPU", "gone", 7);
  CHECK(counters.totals() ==
        WaitSeconds{{{"CPU", "steady"}, 100}, {{"CPU", "rising"}, 5}, {{"CPU", "other"}, 57}});
}

TEST_CASE("two that do about the same do not take turns") {
  BoundedCounters counters(1);
  counters.add("CPU", "first", 10);
  for (int minute = 0; minute < 60; ++minute) {
    counters.add("CPU", "first", 10);
    counters.add("CPU", "second", 15);
    counters.reconsider();
    REQUIRE(counters.totals().count({"CPU", "first"}) == 1);
  }
}

TEST_CASE("names that come and go leave room for those that stay") {
  BoundedCounters counters(2);
  counters.add("CPU", "a", 1);
  counters.add("CPU", "b", 1);
  for (int i = 0; i < 1000; ++i) counters.add("CPU", job(i), 0.5);
  counters.add("CPU", "late", 5);  // there is no room to remember it
  CHECK(counters.totals().at({"CPU", "other"}) == 505);
  counters.reconsider();
  counters.add("CPU", "late", 5);
  counters.reconsider();
  counters.add("CPU", "late", 5);
  CHECK(counters.totals().at({"CPU", "late"}) == 5);
}

TEST_CASE("an application that calls itself other is one of them") {
  BoundedCounters counters(1);
  counters.add("CPU", "other", 1);
  counters.add("CPU", "a", 1);
  counters.add("CPU", "b", 1);
  CHECK(counters.totals() == WaitSeconds{{{"CPU", "a"}, 1}, {{"CPU", "other"}, 2}});
}
