#include "collectors/postgres/replication/lag_tracker.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

constexpr std::size_t kMostMarks = 128;

}  // namespace

void LagTracker::look(std::int64_t end, std::int64_t reached, TimePoint now) {
  // After a failover the WAL may end before where it ended on the old primary.
  if (!unreached_.empty() && end < unreached_.back().end) *this = {};
  while (!unreached_.empty() && unreached_.front().end <= reached) {
    unreached_.pop_front();
    measured_ = true;
  }
  if (reached >= end) measured_ = true;
  if (reached < end && (unreached_.empty() || unreached_.back().end < end)) unreached_.push_back({end, now});
  if (unreached_.size() > kMostMarks) {
    // Every second one is enough to tell a long lag; the oldest stays, for it is the lag now.
    std::size_t index = 0;
    std::erase_if(unreached_, [&](const Mark&) { return index++ % 2 == 1; });
  }
  looked_ = now;
}

Seconds LagTracker::behind() const {
  if (unreached_.empty()) return Seconds(0);
  return std::max(Seconds(0), Seconds(looked_ - unreached_.front().seen));
}

}  // namespace lifeguard::postgres
