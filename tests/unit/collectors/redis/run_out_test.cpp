#include "collectors/redis/run_out.hpp"

#include "tests/catch.hpp"

namespace lifeguard::redis {
namespace {

// INFO first; each complete so many seconds after all were sent.
Progress answered(std::vector<double> after) {
  Progress progress;
  for (const double seconds : after) progress.answers.push_back({{}, Seconds(seconds)});
  return progress;
}

}  // namespace

TEST_CASE("the time went to the answer that is still waited for, or to one before it") {
  CHECK(slowest(answered({0.1}), Seconds(3)) == 1);
  CHECK(slowest(answered({0.1, 0.2, 0.3}), Seconds(3)) == 3);
  CHECK(slowest(answered({0.1, 2.7, 2.8}), Seconds(3)) == 1);
}

TEST_CASE("the time never went to INFO, without which nothing is known") {
  CHECK(slowest(answered({2.5}), Seconds(3)) == 1);
  CHECK(slowest(answered({2.0, 2.1}), Seconds(3)) == 2);
}

TEST_CASE("of one command alone the time went to that") {
  CHECK(slowest(answered({}), Seconds(3)) == 0);
}

TEST_CASE("what a command took is counted from the answer before it") {
  const Progress three = answered({0.5, 0.75, 1.0});
  CHECK(own_time(three, 0, Seconds(3)) == Seconds(0.5));
  CHECK(own_time(three, 1, Seconds(3)) == Seconds(0.25));
  CHECK(own_time(three, 3, Seconds(3)) == Seconds(2));
  CHECK(own_time(answered({}), 0, Seconds(3)) == Seconds(3));
}

TEST_CASE("why there is no answer is said with how much of it came") {
  CHECK(too_slow("CLIENT LIST", {340 << 10, std::size_t{1258291}}, Seconds(3)) ==
        "CLIENT LIST: 340 KiB of 1.2 MiB came within 3.0 s");
  CHECK(too_slow("SLOWLOG GET", {340 << 10, std::nullopt}, Seconds(3)) ==
        "SLOWLOG GET: more than the 340 KiB that came within 3.0 s");
  CHECK(too_slow("CLUSTER INFO", {}, Seconds(1)) == "CLUSTER INFO: no answer within 1.0 s");
}

}  // namespace lifeguard::redis
