#pragma once

#include <cstdint>
#include <unordered_map>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// The statements that clients run, followed from sample to sample: one execution is one (pid, backend_start,
/// query_start), however often it is seen.
class Executions {
 public:
  explicit Executions(Seconds slow_after) : slow_after_(slow_after) {}

  void follow(const Activity&);

  /// How many were seen to have run for `slow_after`, each once. One that waits for a lock is blocked, not
  /// slow.
  std::int64_t slow() const { return slow_; }

 private:
  struct Execution {
    std::optional<TimePoint> backend_start;
    TimePoint query_start, last_seen;
    bool is_slow = false;
  };

  Seconds slow_after_;
  std::unordered_map<int, Execution> running_;  // by pid
  std::int64_t slow_ = 0;
};

}  // namespace lifeguard::postgres
