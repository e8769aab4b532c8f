#pragma once

#include <chrono>
#include <string>

#include "base/time.hpp"

namespace lifeguard::vector_store {

/// How long the requests of one look may take: none more than its share of the time there is, and all together
/// no more than that. After one that got no answer no other is sent, for a store that hangs would make each of
/// them wait.
class Patience {
 public:
  explicit Patience(Seconds for_all) : for_all_(for_all) {}

  void begin();
  /// How long the next request may take. Throws TooSlow when it should not be sent.
  Seconds next() const;
  void gave_up(std::string request);

 private:
  using Clock = std::chrono::steady_clock;

  Seconds for_all_;
  Clock::time_point began_ = Clock::now();
  std::string unanswered_;
};

}  // namespace lifeguard::vector_store
