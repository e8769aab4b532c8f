#include "agent/since_when.hpp"

namespace lifeguard {

TimePoint SinceWhen::of(const std::string& series, double value, TimePoint at, bool grows) {
  const auto [found, is_new] = seen_.try_emplace(series, Seen{at, at, value, round_});
  Seen& seen = found->second;
  if (grows && value < seen.value) seen.since = seen.at;
  seen.at = at;
  seen.value = value;
  seen.round = round_;
  return seen.since;
}

void SinceWhen::end_round() {
  std::erase_if(seen_, [this](const auto& entry) { return entry.second.round != round_; });
  ++round_;
}

}  // namespace lifeguard
