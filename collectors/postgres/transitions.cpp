#include "collectors/postgres/transitions.hpp"

namespace lifeguard::postgres {
namespace {

template <class T>
bool differ(const std::optional<T>& before, const std::optional<T>& after) {
  return before && after && *before != *after;
}

bool differ(const std::string& before, const std::string& after) {
  return !before.empty() && !after.empty() && before != after;
}

}  // namespace

std::optional<Transition::Kind> transition_between(const Identity& before, const Identity& after) {
  using enum Transition::Kind;
  if (differ(before.system_identifier, after.system_identifier)) return other_cluster;
  if (before.in_recovery && !after.in_recovery) return promotion;
  if (!before.in_recovery && after.in_recovery) return demotion;
  if (before.started == after.started) {
    if (differ(before.processes_started, after.processes_started)) return crash;
    return std::nullopt;
  }
  if (!after.in_recovery && differ(before.timeline, after.timeline)) return failover;
  // A standby's address tells it from the others; a primary is one, wherever it starts again.
  const bool elsewhere = after.in_recovery && differ(before.address, after.address);
  return elsewhere || after.started < before.started ? other_server : restart;
}

void carry_over(const Identity& before, Identity& now) {
  now.system_identifier = before.system_identifier;
  now.processes_started = before.processes_started;
  // A promotion begins a timeline that nobody asked for yet.
  if (now.in_recovery == before.in_recovery) now.timeline = before.timeline;
}

void Transitions::see(const Identity& identity, TimePoint now) {
  if (last_) {
    if (const auto kind = transition_between(*last_, identity)) {
      std::vector<Transition> kept = *recent_;
      if (kept.size() == kMostKept) kept.erase(kept.begin());
      kept.push_back({*kind, last_seen_, now, *last_, identity});
      recent_ = std::make_shared<const std::vector<Transition>>(std::move(kept));
    }
  }
  last_ = identity;
  last_seen_ = now;
}

}  // namespace lifeguard::postgres
