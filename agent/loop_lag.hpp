#pragma once

#include <algorithm>
#include <boost/asio/awaitable.hpp>

#include "base/time.hpp"

namespace lifeguard {

/// How late the event loop runs: a timer's lateness, the worst of the last ten seconds. What holds it up holds
/// up every target.
class LoopLag {
 public:
  boost::asio::awaitable<void> measure();
  Seconds worst() const { return std::max(worst_, previous_worst_); }

 private:
  Seconds worst_{}, previous_worst_{};
};

}  // namespace lifeguard
