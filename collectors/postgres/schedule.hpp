#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "collectors/postgres/cluster_watch.hpp"
#include "collectors/postgres/part.hpp"

namespace lifeguard::postgres {

/// The parts and when each is due; what they gave last.
class Schedule {
 public:
  using Clock = std::chrono::steady_clock;

  Schedule(std::vector<std::unique_ptr<Part>> parts, Seconds tick);

  /// Everything is due, and nothing is known.
  void reconnected();

  /// The queries of all parts that are due now.
  std::vector<Query> ask(const Facts& known, int server_version, Clock::time_point now);

  /// Gives the parts the answers to what was asked, and has their facts, results, samples and series. The
  /// identity is known by now.
  void take(const Answers&, Facts&);

  /// What parts want to know beside the polling, and what they learn of it.
  std::vector<Query> ask_aside();
  void take_aside(const Answers&);

  /// How each part that was ever asked went the last time.
  const std::map<std::string, PartResult>& results() const { return results_; }
  /// Of all parts, each as of when it was taken.
  std::vector<SamplesPtr> samples() const;
  /// Of the parts that were taken this time.
  std::vector<SeriesPoint> series() const { return series_; }

 private:
  struct Entry {
    std::unique_ptr<Part> part;
    Clock::time_point due{};
    std::vector<std::string> asked;  // the names of this tick's queries
    SamplesPtr samples;
  };

  void take(Entry&, const Answers&, Facts&);

  std::vector<Entry> entries_;
  ClusterWatch cluster_;
  Clock::duration jitter_;
  std::map<std::string, PartResult> results_;
  std::vector<SeriesPoint> series_;
};

}  // namespace lifeguard::postgres
