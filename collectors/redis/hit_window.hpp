#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"

namespace lifeguard::redis {

/// The share of look-ups that found their key, over the last minute.
class HitWindow {
 public:
  /// Both since the server's start. nullopt without look-ups in the window, or when counting began anew in it.
  std::optional<double> look(std::int64_t hits, std::int64_t misses, TimePoint at);

 private:
  struct Look {
    TimePoint at;
    std::int64_t hits, misses;
  };
  std::deque<Look> looks_;
};

}  // namespace lifeguard::redis
