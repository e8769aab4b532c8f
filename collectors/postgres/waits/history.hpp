#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collectors/postgres/waits/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

/// One minute of a target: session-seconds by event, application and statement.
struct WaitMinute {
  struct Cell {
    const ActiveSession* at;  // WaitHistory's, until its next record()
    double seconds;
  };

  TimePoint start;               // agent's clock
  Seconds observed{};            // of the minute; the samples say nothing of the rest
  int most_hidden_sessions = 0;  // which the role may not see
  std::vector<Cell> cells;       // largest first
  double other_seconds = 0;      // of cells too small to be kept
};

/// Sixty minutes of what sessions waited for, per target. Bounded to two megabytes each, mostly of statement
/// texts: a minute keeps its `kMostCells` largest cells, and when an hour has too many different ones, the
/// oldest minutes keep only their `kFewCells` largest.
class WaitHistory {
 public:
  static constexpr std::size_t kMinutes = 60;
  static constexpr std::size_t kMostCells = 200, kFewCells = 20;
  static constexpr std::size_t kMostDifferent = 2500;

  void record(const Snapshot&);
  void forget(const std::string& target) { targets_.erase(target); }

  /// Oldest first, the running minute last; one in which nobody looked may be missing.
  std::vector<WaitMinute> of(std::string_view target) const;

 private:
  struct Target {
    std::set<ActiveSession> known;  // what the cells point to
    std::deque<WaitMinute> ended;
    WaitMinute running;
    std::unordered_map<const ActiveSession*, double> cells;  // of the running minute

    void begin_minute(TimePoint start);
    void add(const Waits&);
    WaitMinute so_far(std::size_t most_cells) const;
    void bound();
    void forget_unused();
  };

  std::map<std::string, Target, std::less<>> targets_;
};

}  // namespace lifeguard::postgres
