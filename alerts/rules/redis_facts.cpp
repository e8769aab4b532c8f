#include "alerts/rules/redis_facts.hpp"

#include <algorithm>

#include "collectors/redis/series.hpp"

namespace lifeguard {

const redis::Facts* redis_facts(const Snapshot& snapshot) {
  return std::get_if<redis::Facts>(&snapshot.facts);
}

const redis::Info* redis_info(const Snapshot& snapshot) {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->info ? &*facts->info : nullptr;
}

std::optional<Increase> rise_of_redis(const View& now, std::string_view counter, Seconds window) {
  const TimePoint from = std::max(now.snapshot.taken - window, same_server_since(now, redis::kStartTime));
  return increase(now.history.of(now.snapshot.target, counter), from);
}

bool knows_rise_of_redis(const View& now, std::string_view counter, Seconds window) {
  const auto rise = rise_of_redis(now, counter, window);
  return rise && covers(*rise, now, window);
}

}  // namespace lifeguard
