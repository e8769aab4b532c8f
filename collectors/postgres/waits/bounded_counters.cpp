#include "collectors/postgres/waits/bounded_counters.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

constexpr const char* kOther = "other";
constexpr double kFade = 0.9;     // what is left after a minute
constexpr double kLead = 2;       // how much more it takes to take over
constexpr double kForgotten = 1;  // seconds

}  // namespace

void BoundedCounters::add(const std::string& group, const std::string& name, double amount) {
  auto known = standings_.find({group, name});
  if (known == standings_.end() && name != kOther && standings_.size() < 4 * most_) {
    known = standings_.emplace(std::pair(group, name), Standing{}).first;
  }
  if (known == standings_.end()) {
    totals_[{group, kOther}] += amount;
    return;
  }
  Standing& standing = known->second;
  standing.lately += amount;
  if (!standing.has_series && with_series_ < most_) {
    standing.has_series = true;
    ++with_series_;
  }
  totals_[{group, standing.has_series ? name : kOther}] += amount;
}

void BoundedCounters::reconsider() {
  for (auto& [key, standing] : standings_) standing.lately *= kFade;
  for (;;) {
    const auto rising = most_without_series();
    const auto falling = least_with_series();
    if (rising == standings_.end() || falling == standings_.end()) break;
    if (rising->second.lately <= kLead * falling->second.lately) break;
    rising->second.has_series = true;
    falling->second.has_series = false;
    totals_.erase(falling->first);
  }
  std::erase_if(standings_,
                [](const auto& entry) { return !entry.second.has_series && entry.second.lately < kForgotten; });
}

BoundedCounters::Standings::iterator BoundedCounters::least_with_series() {
  return std::min_element(standings_.begin(), standings_.end(), [](const auto& a, const auto& b) {
    if (a.second.has_series != b.second.has_series) return a.second.has_series;
    return a.second.lately < b.second.lately;
  });
}

BoundedCounters::Standings::iterator BoundedCounters::most_without_series() {
  const auto most = std::min_element(standings_.begin(), standings_.end(), [](const auto& a, const auto& b) {
    if (a.second.has_series != b.second.has_series) return b.second.has_series;
    return a.second.lately > b.second.lately;
  });
  return most != standings_.end() && most->second.has_series ? standings_.end() : most;
}

}  // namespace lifeguard::postgres
