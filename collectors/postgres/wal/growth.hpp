#pragma once

#include <cstdint>
#include <optional>

namespace lifeguard::postgres {

/// By how much a counter of the server grew since we began to look. A reset, a failover or another server makes
/// it smaller, and no jump.
class Growth {
 public:
  std::int64_t look(std::int64_t value) {
    if (last_ && value > *last_) total_ += value - *last_;
    last_ = value;
    return total_;
  }
  /// What comes next is counted by another server.
  void start_anew() { last_.reset(); }

 private:
  std::optional<std::int64_t> last_;
  std::int64_t total_ = 0;
};

}  // namespace lifeguard::postgres
