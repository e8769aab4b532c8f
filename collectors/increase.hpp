#pragma once

#include <deque>
#include <optional>

#include "collectors/history.hpp"

namespace lifeguard {

/// How much a counter rose, from its first step that counts to its last. A fall is a reset and adds nothing.
struct Increase {
  double amount = 0;
  TimePoint from, to;  // the steps between which it is known
  std::optional<TimePoint> first_rise;
};

/// Over the steps from `from` on; nothing with fewer than two of them.
std::optional<Increase> increase(const std::deque<HistoryStep>&, TimePoint from);

}  // namespace lifeguard
