#include "alerts/leaks/rise.hpp"

#include "collectors/trend.hpp"

namespace lifeguard::leaks {
namespace {

constexpr double kByChance = 0.01;
constexpr int kSlow = 5;
constexpr double kMoreTraffic = 1.25;

std::optional<double> value_at(const std::deque<HistoryStep>& steps, TimePoint at) {
  std::optional<double> value;
  for (const HistoryStep& step : steps) {
    if (step.start <= at) value = step.last;
  }
  return value;
}

}  // namespace

std::optional<Rise> rise_of(const Series& series, const History& history, TimePoint end,
                            const ConnectionLeakConfig& config) {
  for (const int windows : {config.windows, config.windows * kSlow}) {
    const auto floors = history.floors(series.target, series.name, end, config.window, windows);
    if (static_cast<int>(floors.size()) < windows) continue;
    const bool rises = mann_kendall_rising_p(floors) < kByChance && theil_sen_slope(floors) > 0;
    if (rises && floors.back() - floors.front() >= config.growth)
      return Rise{floors.front(), floors.back(), config.window * windows};
  }
  return std::nullopt;
}

std::optional<bool> traffic_grew(const Series& counter, const History& history, TimePoint end, Seconds span) {
  const auto& steps = history.of(counter.target, counter.name);
  const auto first = value_at(steps, end - span), middle = value_at(steps, end - span / 2),
             last = value_at(steps, end);
  if (!first || !middle || !last) return std::nullopt;
  return *last - *middle > kMoreTraffic * (*middle - *first);
}

}  // namespace lifeguard::leaks
