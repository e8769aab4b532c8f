#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "exporters/otlp/settings.hpp"

namespace lifeguard::otlp {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;

/// A span, log record or metric, encoded, on its way.
struct Item {
  std::string service;  // of its resource; empty: the agent
  std::string encoded;
  Time since{};
};

/// What waits to be sent, and in which batches it goes. Pure: no I/O, and the clock is passed. Bounded in
/// number and in bytes, the batch under way among them; when there is no room the oldest go.
class Backlog {
 public:
  void set_limits(const BatchLimits&);

  /// Returns how many were forgotten to make room.
  std::size_t add(Item, Time now);
  /// Forgets everything, and returns how many that were.
  std::size_t clear();
  /// Forgets all but the batch under way.
  void clear_waiting();

  /// The batch to send now, if one is due: it is full, its oldest has waited for the delay, it is to be sent
  /// again and its pause is over, or there is a hurry. The same one until one of the next three.
  const std::vector<Item>* take(Time now);
  void settled();
  void failed(Time not_before);
  /// It was too large: its second half goes later, and no batch will be larger than its first. False when it
  /// cannot be halved.
  bool halve();

  /// Nothing waits for the delay any more; a pause after a failure is kept all the same.
  void hurry() { hurry_ = true; }

  /// When take() will give something; nothing while all is sent. May have passed.
  std::optional<Time> next_due() const;
  bool has_under_way() const { return !under_way_.empty(); }
  std::size_t size() const { return waiting_.size() + under_way_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  bool is_full() const;

  BatchLimits limits_;
  std::size_t batch_items_ = BatchLimits().batch, batch_bytes_ = 0;
  std::deque<Item> waiting_;
  std::vector<Item> under_way_;
  std::size_t bytes_ = 0;          // of all
  std::size_t waiting_bytes_ = 0;  // of those that wait
  Time not_before_ = Time::min();
  bool hurry_ = false;
};

}  // namespace lifeguard::otlp
