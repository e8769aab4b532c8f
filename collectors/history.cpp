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

void add(double value, TimePoint start, std::deque<HistoryStep>& steps) {
  const auto rounded = static_cast<float>(value);
  if (steps.empty() || steps.back().start < start) {
    steps.push_back({start, value, rounded, rounded});
    return;
  }
  HistoryStep& step = steps.back();
  step.min = std::min(step.min, rounded);
  step.max = std::max(step.max, rounded);
  step.last = value;
}

}  // namespace

// Hosts come and go: who is here takes the place of who was not seen for the longest.
bool History::makes_room(TimePoint start, Target& target) {
  if (target.size() < kMaxSeries) return true;
  const auto oldest = std::min_element(target.begin(), target.end(), [](const auto& a, const auto& b) {
    return a.second.back().start < b.second.back().start;
  });
  if (oldest->second.back().start >= start) return false;
  target.erase(oldest);
  return true;
}

void History::record(const Snapshot& snapshot) {
  Target& target = targets_[snapshot.target];
  const TimePoint start = step_of(snapshot.taken);
  std::vector<const SeriesPoint*> fresh;
  const auto record_known = [&](const std::vector<SeriesPoint>& points) {
    for (const SeriesPoint& point : points) {
      const auto known = target.find(point.series);
      if (known == target.end()) {
        fresh.push_back(&point);
      } else {
        add(point.value, start, known->second);
      }
    }
  };
  const std::vector<SeriesPoint> of_pools =
      snapshot.pools ? pool_series(*snapshot.pools) : std::vector<SeriesPoint>();
  record_known(of_pools);
  record_known(snapshot.series);
  for (auto& [name, steps] : target) {
    while (!steps.empty() && steps.front().start + kSpan <= start) steps.pop_front();
  }
  std::erase_if(target, [](const auto& series) { return series.second.empty(); });
  // The others after all that are known, so that none of these gives way.
  for (const SeriesPoint* point : fresh) {
    if (makes_room(start, target)) add(point->value, start, target[point->series]);
  }
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
