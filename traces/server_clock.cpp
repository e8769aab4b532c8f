#include "traces/server_clock.hpp"

#include <algorithm>

namespace lifeguard::traces {
namespace {

constexpr std::size_t kLooks = 60;
constexpr Seconds kAlike{0.05};

}  // namespace

void ServerClock::compare(TimePoint theirs, TimePoint ours) {
  ahead_.push_back(ours - theirs);
  if (ahead_.size() > kLooks) ahead_.pop_front();
}

// Each answer took some time, which only adds: the least is the nearest to the truth.
Seconds ServerClock::offset() const {
  if (ahead_.empty()) return Seconds(0);
  const Seconds least = *std::min_element(ahead_.begin(), ahead_.end());
  return least > -kAlike && least < kAlike ? Seconds(0) : least;
}

}  // namespace lifeguard::traces
