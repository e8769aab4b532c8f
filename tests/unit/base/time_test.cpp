#include "base/time.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;

TEST_CASE("a duration is read with its unit") {
  CHECK(parse_duration("250ms") == Seconds(0.25));
  CHECK(parse_duration("3s") == Seconds(3));
  CHECK(parse_duration("5m") == Seconds(300));
  CHECK(parse_duration("1.5h") == Seconds(5400));
  CHECK(parse_duration("2d") == Seconds(172800));
}

TEST_CASE("what is not a duration is refused") {
  for (const char* text : {"", "5", "s", "5 s", "-5s", "5x", "1e999s", "nans", "5ss"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("a duration is written in the largest unit that divides it") {
  CHECK(duration_text(Seconds(0)) == "0s");
  CHECK(duration_text(Seconds(0.25)) == "250ms");
  CHECK(duration_text(Seconds(90)) == "90s");
  CHECK(duration_text(Seconds(300)) == "5m");
  CHECK(duration_text(Seconds(86400)) == "1d");
}

TEST_CASE("lengths of time read as people say them") {
  CHECK(in_words(Seconds(0.0002)) == "under 1 ms");
  CHECK(in_words(Seconds(0)) == "0 ms");
  CHECK(in_words(Seconds(0.82)) == "820 ms");
  CHECK(in_words(Seconds(4.21)) == "4.2 s");
  CHECK(in_words(Seconds(59)) == "59 s");
  CHECK(in_words(Seconds(725)) == "12 min 5 s");
  CHECK(in_words(Seconds(3600)) == "1 h");
  CHECK(in_words(Seconds(12000)) == "3 h 20 min");
  CHECK(in_words(Seconds(187200)) == "2 d 4 h");
}

TEST_CASE("instants are written as RFC 3339 in UTC") {
  const TimePoint at = std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours(2) +
                       std::chrono::microseconds(59'123'456);
  CHECK(rfc3339(at) == "2026-11-21T02:00:59.123Z");
}
