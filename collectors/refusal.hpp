#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "collectors/collector.hpp"

namespace lifeguard {

/// Credentials that a target refused are not tried again at every tick: an account may lock. After a minute, or
/// with others, they are.
class Refusal {
 public:
  /// Throws what was said to these credentials, while it is too soon to ask again.
  void respect(std::string credentials);
  /// Keeps it when trying again soon cannot help.
  void remember(const Unreachable&);
  void forget() { said_.reset(); }

 private:
  using Clock = std::chrono::steady_clock;

  bool holds() const;

  std::string credentials_, refused_;
  std::optional<Unreachable> said_;
  Clock::time_point until_{};
};

}  // namespace lifeguard
