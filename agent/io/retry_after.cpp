#include "agent/io/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <iomanip>
#include <locale>
#include <sstream>

namespace lifeguard {
namespace {

constexpr Seconds kLongest{3600};

/// "Sun, 06 Nov 1994 08:49:37 GMT"; the two older forms of RFC 9110 are not written any more.
std::optional<TimePoint> http_date(const std::string& text) {
  std::tm parts{};
  std::istringstream in(text);
  in.imbue(std::locale::classic());
  in >> std::get_time(&parts, "%a, %d %b %Y %H:%M:%S GMT");
  if (in.fail()) return std::nullopt;
  return TimePoint(std::chrono::seconds(timegm(&parts)));
}

std::optional<Seconds> whole_seconds(const std::string& text) {
  long long count = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{} || rest != end || count < 0) return std::nullopt;
  return Seconds(static_cast<double>(count));
}

}  // namespace

std::optional<Seconds> retry_after(const HttpResponse& response) {
  const auto value = response.header("Retry-After");
  if (!value) return std::nullopt;
  std::optional<Seconds> delay = whole_seconds(*value);
  if (const auto until = http_date(*value); !delay && until) {
    const auto date = http_date(response.header("Date").value_or(""));
    delay = std::max(Seconds(0), Seconds(*until - date.value_or(now())));
  }
  if (delay) delay = std::min(*delay, kLongest);
  return delay;
}

}  // namespace lifeguard
