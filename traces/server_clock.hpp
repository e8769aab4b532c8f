#pragma once

#include <deque>

#include "base/time.hpp"

namespace lifeguard::traces {

/// The server's clock beside ours. Spans of the app beside us are on our clock, so those of the server are told
/// on it too; two clocks that a time service keeps are taken for one, for its error is below that of measuring.
class ServerClock {
 public:
  /// One look: the server's clock when it was asked, ours when the answer was read.
  void compare(TimePoint theirs, TimePoint ours);

  TimePoint to_ours(TimePoint theirs) const { return theirs + offset(); }

  /// By how much ours is ahead; zero while they are alike.
  Seconds offset() const;

 private:
  std::deque<Seconds> ahead_;  // of the last looks, each with the time that its answer took
};

}  // namespace lifeguard::traces
