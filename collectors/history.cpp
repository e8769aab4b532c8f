#include "collectors/history.hpp"

#include <algorithm>
#include <cmath>

#include "collectors/pool_metrics.hpp"

namespace lifeguard {
namespace {

TimePoint step_of(TimePoint at) {
  const auto step = std::chrono::duration_cast<std::chrono::microseconds>(History::kStep);
  return TimePoint(at.time_since_epoch() / step * step);
}

}  // namespace

void History::record(const SeriesPoint& point, TimePoint start, Target& target) {
  auto known = target.find(point.series);
  if (known == target.end()) {
    if (target.size() >= kMaxSeries) return;
    known = target.emplace(point.series, std::deque<HistoryStep>{}).first;
  }
  std::deque<HistoryStep>& steps = known->second;
  const auto value = static_cast<float>(point.value);
  if (steps.empty() || steps.back().start < start) {
    steps.push_back({start, point.value, value, value});
    return;
  }
  HistoryStep& step = steps.back();
  step.min = std::min(step.min, value);
  step.max = std::max(step.max, value);
  step.last = point.value;
}

void History::record(const Snapshot& snapshot) {
  Target& target = targets_[snapshot.target];
  const TimePoint start = step_of(snapshot.taken);
  if (snapshot.pools) {
    for (const SeriesPoint& point : pool_series(*snapshot.pools)) record(point, start, target);
  }
  for (const SeriesPoint& point : snapshot.series) record(point, start, target);
  for (auto& [name, steps] : target) {
    while (!steps.empty() && steps.front().start + kSpan <= start) steps.pop_front();
  }
  std::erase_if(target, [](const auto& series) { return series.second.empty(); });
}

const std::deque<HistoryStep>& History::of(std::string_view target, std::string_view series) const {
  static const std::deque<HistoryStep> nothing;
  const auto of_target = targets_.find(target);
  if (of_target == targets_.end()) return nothing;
  const auto found = of_target->second.find(series);
  return found == of_target->second.end() ? nothing : found->second;
}

std::vector<double> History::floors(std::string_view target, std::string_view series, TimePoint end,
                                    Seconds window, int windows) const {
  const auto& steps = of(target, series);
  std::vector<double> floors;
  auto step = steps.begin();
  for (int i = windows; i > 0; --i) {
    const TimePoint from = end - window * i, to = from + window;
    if (steps.empty() || steps.front().start > from) continue;
    while (step != steps.end() && step->start < from) ++step;
    float floor = INFINITY;
    for (; step != steps.end() && step->start < to; ++step) floor = std::min(floor, step->min);
    if (std::isfinite(floor)) floors.push_back(floor);
  }
  return floors;
}

std::vector<std::string> History::series(std::string_view target) const {
  std::vector<std::string> names;
  if (const auto found = targets_.find(target); found != targets_.end()) {
    for (const auto& [name, steps] : found->second) names.push_back(name);
  }
  return names;
}

}  // namespace lifeguard
