#include "collectors/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "collectors/trend.hpp"

namespace lifeguard {
namespace {

constexpr Seconds kLookBack{600};
constexpr std::size_t kFewest = 24;  // two minutes of steps

const MetricDef kExhaustion{
    "lifeguard_pool_exhaustion_seconds",
    "Time until the pool's limit is reached at the rise of the last ten minutes; +Inf: it does not rise.",
    MetricType::gauge,
    {"pool"}};

}  // namespace

std::optional<Seconds> time_until(const std::deque<HistoryStep>& steps, double limit, TimePoint now) {
  std::vector<double> values;
  for (const HistoryStep& step : steps) {
    if (step.start > now - kLookBack) values.push_back(step.last);
  }
  if (values.size() < kFewest || mann_kendall_rising_p(values) >= 0.01 || explained_by_line(values) < 0.5) {
    return std::nullopt;
  }
  const double slope = theil_sen_slope(values);
  if (slope <= 0) return std::nullopt;
  return History::kStep * (std::max(0.0, limit - values.back()) / slope);
}

const MetricDef& pool_exhaustion_metric() {
  return kExhaustion;
}

void add_forecasts(Snapshot& snapshot, const History& history) {
  std::vector<Sample> forecasts;
  for (const Sample& sample : snapshot.samples) {
    if (sample.metric->name != "lifeguard_pool_limit") continue;
    const std::string& pool = sample.labels.front();
    const auto& used = history.of(snapshot.target, used_connections_of(pool));
    if (used.empty()) continue;
    const auto left = time_until(used, sample.value, snapshot.taken);
    forecasts.push_back({&kExhaustion, {pool}, left ? left->count() : INFINITY});
  }
  snapshot.samples.insert(snapshot.samples.end(), forecasts.begin(), forecasts.end());
}

}  // namespace lifeguard
