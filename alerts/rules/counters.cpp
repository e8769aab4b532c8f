#include "alerts/rules/counters.hpp"

#include <cmath>

namespace lifeguard {
namespace {

constexpr double kSame = 2;  // seconds: some servers tell their uptime in whole seconds alone

}  // namespace

TimePoint same_server_since(const View& now, std::string_view start_time) {
  const auto& starts = now.history.of(now.snapshot.target, start_time);
  TimePoint since{};
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (std::abs(starts[i].last - starts[i - 1].last) > kSame) since = starts[i].start + History::kStep;
  }
  return since;
}

bool covers(const Increase& increase, const View& now, Seconds window) {
  return increase.from <= now.snapshot.taken - window + History::kStep;
}

}  // namespace lifeguard
