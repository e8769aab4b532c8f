#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// What one series did in one step of time.
struct HistoryStep {
  TimePoint start;
  double last;
  float min, max;  // of gauges; a counter needs its last value alone, and that exactly
};

/// Sixty minutes of every series that snapshots carry and of their pools, per target, in steps of five seconds.
/// Bounded: series not seen for the whole span are forgotten, and no target keeps more than `kMaxSeries`:
/// a new one takes the place of the one not seen for the longest.
class History {
 public:
  static constexpr Seconds kSpan{3600};
  static constexpr Seconds kStep{5};
  static constexpr std::size_t kMaxSeries = 384;

  void record(const Snapshot&);
  void forget(const std::string& target) { targets_.erase(target); }

  /// Oldest first; empty when the series is not known. Steps without a value are left out.
  const std::deque<HistoryStep>& of(std::string_view target, std::string_view series) const;

  /// The smallest value in each of the last `windows` windows that end at `end`, oldest first. Fewer when the
  /// series is younger: a window counts only when the series was there at its beginning.
  std::vector<double> floors(std::string_view target, std::string_view series, TimePoint end, Seconds window,
                             int windows) const;

  std::vector<std::string> series(std::string_view target) const;

 private:
  using Target = std::map<std::string, std::deque<HistoryStep>, std::less<>>;

  static bool makes_room(TimePoint step, Target&);

  std::map<std::string, Target, std::less<>> targets_;
};

}  // namespace lifeguard
