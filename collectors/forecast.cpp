#include "collectors/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "collectors/pool_metrics.hpp"
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

std::optional<Seconds> time_until_full(const Pool& pool, const Snapshot& snapshot, const History& history) {
  if (!pool.limit) return std::nullopt;
  const auto& used = history.of(snapshot.target, used_connections_of(pool.name));
  return time_until(used, *pool.limit, snapshot.taken);
}

void add_forecasts(Snapshot& snapshot, const History& history) {
  if (!snapshot.pools) return;
  for (const Pool& pool : shown_pools(*snapshot.pools)) {
    if (!pool.limit || !pool.used) continue;
    const auto left = time_until_full(pool, snapshot, history);
    snapshot.samples.push_back({&kExhaustion, {pool.name}, left ? left->count() : INFINITY});
  }
}

}  // namespace lifeguard
