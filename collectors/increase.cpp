#include "collectors/increase.hpp"

namespace lifeguard {

std::optional<Increase> increase(const std::deque<HistoryStep>& steps, TimePoint from) {
  std::optional<Increase> increase;
  const HistoryStep* previous = nullptr;
  for (const HistoryStep& step : steps) {
    if (step.start < from) continue;
    if (previous) {
      if (!increase) increase = Increase{0, previous->start, {}, {}};
      increase->to = step.start;
      if (step.last > previous->last) {
        increase->amount += step.last - previous->last;
        if (!increase->first_rise) increase->first_rise = step.start;
      }
    }
    previous = &step;
  }
  return increase;
}

}  // namespace lifeguard
