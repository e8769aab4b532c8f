#pragma once

#include <map>
#include <string>

#include "agent/io/backoff.hpp"
#include "exporters/otlp/backlog.hpp"
#include "exporters/otlp/statistics.hpp"
#include "exporters/otlp/verdict.hpp"

namespace lifeguard::otlp {

/// Decides for one signal what is sent when, what becomes of it, and what the log says of that. No I/O but the
/// log; the clock is passed.
class Dispatch {
 public:
  Dispatch(Signal signal, std::uint32_t seed = std::random_device{}());

  void set_limits(const BatchLimits&);
  /// Someone else is told from now on, or the same in another way: what was known of the way is forgotten.
  void start_anew();

  void add(Item, Time now);
  /// Forgets everything, and counts it as dropped.
  void drop_all();
  /// Forgets all but the batch under way: what comes now says all that it said, so nothing is lost.
  void make_way() { backlog_.clear_waiting(); }

  /// The batch to send now; its fate is told by one of the next two.
  const std::vector<Item>* next(Time now) { return backlog_.take(now); }
  void answered(const Verdict&, Time now);
  /// There was no answer.
  void failed(const std::string& reason, Time now);

  bool has_under_way() const { return backlog_.has_under_way(); }
  void hurry() { backlog_.hurry(); }
  std::optional<Time> next_due() const { return backlog_.next_due(); }
  Statistics statistics() const;

 private:
  void taken(std::size_t count, const Verdict&, Time now);
  void refused(std::size_t count, const std::string& reason, Time now);
  void retry(const std::string& reason, std::optional<Seconds> after, Time now);
  bool is_news(const std::string& reason, Time now);

  std::string about_;
  Backlog backlog_;
  Backoff backoff_;
  Statistics statistics_;
  std::map<std::string, Time> told_;  // reasons, by when the log said them
  std::optional<Time> out_since_;
  bool was_taken_ = false;
  bool shedding_ = false;
};

}  // namespace lifeguard::otlp
