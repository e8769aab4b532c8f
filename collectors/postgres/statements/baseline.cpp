#include "collectors/postgres/statements/baseline.hpp"

#include <cmath>

namespace lifeguard::postgres {
namespace {

constexpr Seconds kMemory{3600};
constexpr std::size_t kMost = 10'000;
constexpr float kHardly = 0.5;  // calls

// A window in which a statement took more than so many times its mean is odd.
constexpr float kOdd = 2;

}  // namespace

std::optional<StatementBaseline> Baselines::of(StatementId id) const {
  const auto found = recent_.find(id);
  if (found == recent_.end()) return std::nullopt;
  const Recent& recent = found->second;
  return StatementBaseline{recent.calls, Seconds(recent.seconds / recent.calls)};
}

// An odd window weighs no more than one call: what got slow does not become the normal within minutes, and does
// in the end.
void Baselines::Recent::take(float more_calls, float more_seconds) {
  const bool is_odd = calls >= 1 && more_calls > 1 && more_seconds / more_calls > kOdd * seconds / calls;
  calls += is_odd ? 1 : more_calls;
  seconds += is_odd ? more_seconds / more_calls : more_seconds;
}

void Baselines::add(const WorkByStatement& window, Seconds length) {
  const auto fades = static_cast<float>(std::exp(-length / kMemory));
  for (auto& [id, recent] : recent_) {
    recent.calls *= fades;
    recent.seconds *= fades;
  }
  for (const auto& [id, work] : window) {
    recent_[id].take(static_cast<float>(work.calls), static_cast<float>(work.time.count()));
  }
  // Where every statement is another one, most run once and are forgotten first.
  for (float least = kHardly;; least *= 2) {
    std::erase_if(recent_, [least](const auto& entry) { return entry.second.calls < least; });
    if (recent_.size() <= kMost) break;
  }
}

}  // namespace lifeguard::postgres
