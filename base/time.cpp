#include "base/time.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <array>
#include <charconv>
#include <cmath>

namespace lifeguard {
namespace {

struct Unit {
  std::string_view suffix;
  double seconds;
};

constexpr std::array<Unit, 5> kUnits{{{"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};

}  // namespace

std::string rfc3339(TimePoint at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(at - whole).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(whole)),
                     millis);
}

std::string in_words(Seconds length) {
  const double s = length.count();
  if (!std::isfinite(s)) return "unknown";
  if (s < 0) return "-" + in_words(-length);
  if (s > 0 && s < 0.0005) return "under 1 ms";
  if (s < 1) return fmt::format("{:.0f} ms", s * 1000);
  if (s < 10) return fmt::format("{:.1f} s", s);
  if (s < 60) return fmt::format("{:.0f} s", s);
  const auto two = [s](double big, const char* big_name, double small, const char* small_name) {
    const auto total = static_cast<long long>(s / small);
    const auto per = static_cast<long long>(big / small);
    if (total % per == 0) return fmt::format("{} {}", total / per, big_name);
    return fmt::format("{} {} {} {}", total / per, big_name, total % per, small_name);
  };
  if (s < 3600) return two(60, "min", 1, "s");
  if (s < 86400) return two(3600, "h", 60, "min");
  return two(86400, "d", 3600, "h");
}

std::optional<Seconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || !std::isfinite(number)) return std::nullopt;
  const std::string_view suffix(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
  for (const Unit& unit : kUnits) {
    if (suffix == unit.suffix) return Seconds(number * unit.seconds);
  }
  return std::nullopt;
}

std::string duration_text(Seconds length) {
  const auto millis = std::llround(length.count() * 1000);
  if (millis == 0) return "0s";
  for (auto unit = kUnits.rbegin(); unit != kUnits.rend(); ++unit) {
    const auto size = std::llround(unit->seconds * 1000);
    if (millis % size == 0) return fmt::format("{}{}", millis / size, unit->suffix);
  }
  return fmt::format("{}ms", millis);
}

}  // namespace lifeguard
