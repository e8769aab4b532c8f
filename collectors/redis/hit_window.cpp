#include "collectors/redis/hit_window.hpp"

namespace lifeguard::redis {

std::optional<double> HitWindow::look(std::int64_t hits, std::int64_t misses, TimePoint at) {
  constexpr Seconds kWindow{60};
  const bool counts_anew = !looks_.empty() && (hits < looks_.back().hits || misses < looks_.back().misses);
  const bool clock_went_back = !looks_.empty() && at < looks_.back().at;
  if (counts_anew || clock_went_back) looks_.clear();
  while (looks_.size() > 1 && looks_[1].at <= at - kWindow) looks_.pop_front();
  looks_.push_back({at, hits, misses});
  const std::int64_t found = hits - looks_.front().hits, sought = found + misses - looks_.front().misses;
  if (sought == 0) return std::nullopt;
  return static_cast<double>(found) / static_cast<double>(sought);
}

}  // namespace lifeguard::redis
