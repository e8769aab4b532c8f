#include "agent/io/backoff.hpp"

#include <set>

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("each delay lies in the upper half of a ceiling that doubles up to the longest") {
  Backoff backoff(Seconds(1), Seconds(30), 7);
  for (const double ceiling : {1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0}) {
    const Seconds delay = backoff.next();
    CHECK(delay >= Seconds(ceiling / 2));
    CHECK(delay <= Seconds(ceiling));
  }
  CHECK(backoff.attempts() == 7);
}

TEST_CASE("a reset backoff begins again") {
  Backoff backoff(Seconds(1), Seconds(30), 7);
  for (int i = 0; i < 5; ++i) backoff.next();
  backoff.reset();
  CHECK(backoff.attempts() == 0);
  CHECK(backoff.next() <= Seconds(1));
}

TEST_CASE("a backoff that goes on for weeks stays at the longest delay") {
  Backoff backoff(Seconds(0.1), Seconds(60), 7);
  for (int i = 0; i < 100'000; ++i) backoff.next();
  const Seconds delay = backoff.next();
  CHECK(delay >= Seconds(30));
  CHECK(delay <= Seconds(60));
}

TEST_CASE("agents that fail together do not return together") {
  std::set<Seconds> delays;
  for (std::uint32_t seed = 1; seed <= 50; ++seed)
    delays.insert(Backoff(Seconds(1), Seconds(30), seed * 7919).next());
  CHECK(delays.size() > 40);
}
