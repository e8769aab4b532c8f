#pragma once

#include <cstdint>
#include <optional>

#include "base/time.hpp"

namespace lifeguard::otlp {

/// Counters of one signal for /metrics; spans, log records and metrics are counted one by one.
struct Statistics {
  std::uint64_t sent = 0;     // and taken
  std::uint64_t failed = 0;   // refused by the far side, for ever
  std::uint64_t dropped = 0;  // never sent, for there was no room to wait
  std::uint64_t retries = 0;  // requests that were to be sent again
  std::size_t waiting = 0;    // to be sent, those under way among them
  std::size_t bytes = 0;      // that they take
  std::optional<TimePoint> last_success;
};

}  // namespace lifeguard::otlp
