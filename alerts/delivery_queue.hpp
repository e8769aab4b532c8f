#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "alerts/state_store.hpp"

namespace lifeguard {

/// One receiver's undelivered notices: which one to send next, and when. Pure: no I/O, and the clock is passed.
/// The notices of one incident go out in order. One that waits to be tried again holds up no other incident;
/// yet all retries together are at least a second apart, so that a dead receiver is not hammered by a storm.
class DeliveryQueue {
 public:
  using Clock = std::chrono::steady_clock;
  using Time = Clock::time_point;

  void add(PendingDelivery);

  /// The delivery to send now, if one is due. It is in flight, one at a time, until one of the next three.
  std::optional<PendingDelivery> take(Time now);
  /// Delivered, or refused for ever. After an outage all others are due at once.
  void settled();
  void failed(Time now, Seconds delay);
  void put_back();

  /// Nothing is due before `until`, whatever was added.
  void pause_until(Time until);
  /// What waits to be tried again is due now: something has changed.
  void retry_now();

  /// Makes room: forgets incidents that opened and ended untold, the oldest first, then the oldest notices.
  /// Returns what was forgotten.
  std::vector<PendingDelivery> shed(std::size_t limit);
  /// Forgets the notices of before `then`.
  std::vector<PendingDelivery> expire(TimePoint then);

  /// When take() will give something; nothing while the queue is empty. May have passed.
  std::optional<Time> next_due() const;
  std::size_t size() const { return size_; }
  bool holds(const std::string& dedup_key) const { return lines_.contains(dedup_key); }
  /// Of the notices that wait, the time of the oldest.
  std::optional<TimePoint> oldest() const;

 private:
  struct Line {
    std::deque<PendingDelivery> notices;
    Time not_before = Time::min();
    bool tried = false;
  };
  using Lines = std::map<std::string, Line>;  // by dedup key

  Time due(const Line&) const;
  Lines::const_iterator next() const;
  void forget(Lines::iterator, std::size_t count, std::vector<PendingDelivery>& forgotten);

  Lines lines_;
  std::size_t size_ = 0;
  std::optional<std::string> in_flight_;
  Time next_retry_ = Time::min();
  Time paused_until_ = Time::min();
  int failures_in_a_row_ = 0;
};

}  // namespace lifeguard
