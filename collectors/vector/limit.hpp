#pragma once

#include <chrono>

#include "agent/io/http.hpp"
#include "collectors/vector/store.hpp"

namespace lifeguard::vector_store {

/// The store answered 429, or did a moment ago: it is there, and wants to be left alone for a while.
class LeftAlone : public NoAnswer {
 public:
  using NoAnswer::NoAnswer;
};

/// Until when a store that answered 429 wants to be left alone, by all that ask it for one target: looks that
/// go on while the probes were told to wait would only make the wait longer.
class Limit {
 public:
  using Clock = std::chrono::steady_clock;

  /// Takes in an answer: one of 429 asks for the pause of its Retry-After, in seconds or until a date.
  void respect(const HttpResponse&, Clock::time_point now = Clock::now());
  /// Throws LeftAlone while the pause lasts.
  void require_over() const;
  /// What is left of the pause; nothing, or less, when it has passed.
  Seconds left(Clock::time_point now = Clock::now()) const { return until_ - now; }

 private:
  Clock::time_point until_{};
  std::string told_;
};

}  // namespace lifeguard::vector_store
