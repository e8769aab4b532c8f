#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "collectors/redis/facts.hpp"
#include "collectors/redis/resp.hpp"

namespace lifeguard::redis {

/// Calls so far that took at most so many microseconds, since the server's start.
struct Histogram {
  std::int64_t calls = 0;
  std::map<std::int64_t, std::int64_t> steps;  // microseconds → calls up to there
};

using Histograms = std::map<std::string, Histogram>;
using CallCounts = std::map<std::string, std::int64_t>;  // by command

/// LATENCY HISTOGRAM. Throws std::runtime_error when it has another form.
Histograms read_histograms(const Reply&);

/// What came between two looks: how long the slowest of the given share took at most; nullopt when there were
/// no calls, or counting began anew in between.
std::optional<Seconds> percentile(const Histogram& before, const Histogram& after, double share);

/// Latencies of the last minute: the difference of two looks so far apart, within one count.
class LatencyWindow {
 public:
  Latencies look(Histograms now, TimePoint at);
  void server_restarted() { *this = {}; }

 private:
  struct Look {
    TimePoint at;
    Histograms histograms;
  };
  std::deque<Look> looks_;
  CallCounts last_;
};

}  // namespace lifeguard::redis
