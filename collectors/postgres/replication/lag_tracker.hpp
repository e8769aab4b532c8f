#pragma once

#include <cstdint>
#include <deque>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// For how long a follower has not reached positions that were there to be reached. PostgreSQL's own replay_lag
/// is that of the last WAL that was replayed: it stands still when the standby does.
class LagTracker {
 public:
  /// `end` of the WAL there is, and how far the follower has come, both in bytes.
  void look(std::int64_t end, std::int64_t reached, TimePoint now);

  /// Since the oldest look whose end is not reached yet; zero when there is none. It is at least as far behind.
  Seconds behind() const;
  /// It has come to where an earlier look found the end, so that behind() is right to within one look. Before
  /// that it may have been behind since long before.
  bool measured() const { return measured_; }

 private:
  struct Mark {
    std::int64_t end;
    TimePoint seen;
  };
  std::deque<Mark> unreached_;
  TimePoint looked_;
  bool measured_ = false;
};

}  // namespace lifeguard::postgres
