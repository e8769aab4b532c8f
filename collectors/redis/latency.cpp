#include "collectors/redis/latency.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace lifeguard::redis {
namespace {

constexpr Seconds kWindow{60};
constexpr Seconds kBetweenLooks{5};  // that are kept, for each has every command's steps
constexpr std::size_t kMostCommands = 60;

// Calls up to that step; a step that a histogram leaves out has no calls of its own.
std::int64_t up_to(const Histogram& histogram, std::int64_t step) {
  const auto above = histogram.steps.upper_bound(step);
  return above == histogram.steps.begin() ? 0 : std::prev(above)->second;
}

// Of no command were there more calls before. Lifeguard's own alone come at every look.
bool counts_on(const CallCounts& before, const Histograms& now) {
  return std::all_of(before.begin(), before.end(), [&](const auto& command) {
    const auto known = now.find(command.first);
    return known != now.end() && known->second.calls >= command.second;
  });
}

CallCounts counts_of(const Histograms& histograms) {
  CallCounts counts;
  for (const auto& [command, histogram] : histograms) counts.emplace(command, histogram.calls);
  return counts;
}

Histogram read_histogram(const Reply& reply) {
  Histogram histogram;
  for (std::size_t i = 0; i + 1 < reply.items.size(); i += 2) {
    const Reply& value = reply.items[i + 1];
    if (reply.items[i].text == "calls") histogram.calls = value.integer;
    if (reply.items[i].text != "histogram_usec") continue;
    for (std::size_t step = 0; step + 1 < value.items.size(); step += 2)
      histogram.steps[value.items[step].integer] = value.items[step + 1].integer;
  }
  return histogram;
}

}  // namespace

Histograms read_histograms(const Reply& reply) {
  if (reply.type != Reply::Type::list || reply.items.size() % 2 != 0)
    throw std::runtime_error("LATENCY HISTOGRAM: an answer of unknown form");
  Histograms histograms;
  for (std::size_t i = 0; i < reply.items.size(); i += 2)
    histograms.emplace(reply.items[i].text, read_histogram(reply.items[i + 1]));
  return histograms;
}

std::optional<Seconds> percentile(const Histogram& before, const Histogram& after, double share) {
  const std::int64_t calls = after.calls - before.calls;
  if (calls <= 0) return std::nullopt;
  const auto wanted = static_cast<std::int64_t>(std::ceil(share * static_cast<double>(calls)));
  for (const auto& [step, so_far] : after.steps) {
    if (so_far - up_to(before, step) >= wanted) return Seconds(static_cast<double>(step) / 1e6);
  }
  return std::nullopt;
}

Latencies LatencyWindow::look(Histograms now, TimePoint at) {
  const bool clock_went_back = !looks_.empty() && at < looks_.back().at;
  if (clock_went_back || !counts_on(last_, now)) looks_.clear();  // or CONFIG RESETSTAT
  last_ = counts_of(now);
  // The youngest look that is a window old stays, as what to compare with.
  while (looks_.size() > 1 && looks_[1].at <= at - kWindow) looks_.pop_front();
  Latencies latencies;
  if (!looks_.empty()) {
    const Look& before = looks_.front();
    latencies.window = at - before.at;
    for (const auto& [command, histogram] : now) {
      const auto known = before.histograms.find(command);
      const Histogram& earlier = known == before.histograms.end() ? Histogram{} : known->second;
      const auto p50 = percentile(earlier, histogram, 0.5), p99 = percentile(earlier, histogram, 0.99);
      if (p50 && p99) latencies.commands.push_back({command, histogram.calls - earlier.calls, *p50, *p99});
    }
    std::sort(latencies.commands.begin(), latencies.commands.end(),
              [](const CommandLatency& a, const CommandLatency& b) { return a.calls > b.calls; });
    if (latencies.commands.size() > kMostCommands) latencies.commands.resize(kMostCommands);
  }
  if (looks_.empty() || at >= looks_.back().at + kBetweenLooks) looks_.push_back({at, std::move(now)});
  return latencies;
}

}  // namespace lifeguard::redis
