#pragma once

#include <cstdint>
#include <random>

#include "base/time.hpp"

namespace lifeguard {

/// Exponential backoff with jitter: the n-th delay is uniform in [ceiling/2, ceiling] where ceiling =
/// min(longest, first * 2^n), so that many agents do not return at once and none returns at once.
class Backoff {
 public:
  Backoff(Seconds first, Seconds longest, std::uint32_t seed = std::random_device{}());
  Seconds next();
  void reset() { attempts_ = 0; }
  int attempts() const { return attempts_; }

 private:
  Seconds first_, longest_;
  int attempts_ = 0;
  std::minstd_rand random_;
};

}  // namespace lifeguard
