#pragma once

#include <chrono>
#include <string>

#include "collectors/redis/probe.hpp"

namespace lifeguard::redis {

/// How often the probe writes: at every look, but seldom where the answer is known: a denied one, a replica's,
/// and a node's that has no key of the cluster. Each would count as one more error of the server's.
class WritePace {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  bool is_due(bool is_replica, TimePoint at) const;
  void wrote(const Probed&, bool is_replica, TimePoint at);
  /// Why the last write was refused, also while none is tried.
  const std::string& refused() const { return refused_; }
  /// What else failed at the last write, likewise: "SET …: NOPERM …". Never what PING was answered.
  const std::string& error() const { return error_; }

 private:
  TimePoint next_{};
  bool was_replica_ = false;
  int elsewhere_ = 0;  // one after the other
  std::string refused_, error_;
};

}  // namespace lifeguard::redis
