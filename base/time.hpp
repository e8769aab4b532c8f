#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lifeguard {

/// A length of time in seconds, fractions included. Units live in the type, never in a name.
using Seconds = std::chrono::duration<double>;

/// An instant of wall-clock time, UTC, to the microsecond (what PostgreSQL keeps).
using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;

/// RFC 3339 in UTC with milliseconds: "2026-11-21T02:45:59.123Z".
std::string rfc3339(TimePoint);

/// For people, two units at most: "820 ms", "4.2 s", "12 min 5 s", "3 h 20 min", "2 d 4 h".
std::string in_words(Seconds);

/// Reads "250ms", "3s", "5m", "1h", "1.5h", "2d"; nothing else (a bare number has no unit, so it is refused).
std::optional<Seconds> parse_duration(std::string_view);

/// The inverse of parse_duration, in the largest unit that divides it: "1500ms", "90s", "5m".
std::string duration_text(Seconds);

inline TimePoint now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

inline TimePoint operator-(TimePoint at, Seconds length) {
  return at - std::chrono::duration_cast<std::chrono::microseconds>(length);
}

inline TimePoint operator+(TimePoint at, Seconds length) {
  return at + std::chrono::duration_cast<std::chrono::microseconds>(length);
}

}  // namespace lifeguard
