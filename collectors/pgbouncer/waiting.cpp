#include "collectors/pgbouncer/waiting.hpp"

#include <algorithm>

namespace lifeguard::pgbouncer {

Seconds waited_between(int waiting_before, const PoolRow& now, Seconds passed) {
  const Seconds of_before = waiting_before * passed;
  const Seconds of_now = now.clients_waiting * std::min(now.longest_wait, passed);
  return (of_before + of_now) / 2;
}

bool counts_anew(const std::vector<Totals>& before, const std::vector<Totals>& now) {
  return std::any_of(now.begin(), now.end(), [&](const Totals& totals) {
    const auto same = std::find_if(before.begin(), before.end(),
                                   [&](const Totals& old) { return old.database == totals.database; });
    return same != before.end() &&
           (totals.queries < same->queries || totals.bytes_received < same->bytes_received);
  });
}

void Waiting::look(const std::vector<PoolRow>& pools, TimePoint at) {
  const Seconds passed = last_ ? std::max(Seconds(at - *last_), Seconds(0)) : Seconds(0);
  Sums sums;
  std::map<std::pair<std::string, std::string>, int> waiting;
  for (const PoolRow& pool : pools) {
    const std::pair key(pool.database, pool.user);
    const auto known = sums_.find(key);
    const auto before = waiting_.find(key);
    sums[key] = (known == sums_.end() ? Seconds(0) : known->second) +
                waited_between(before == waiting_.end() ? 0 : before->second, pool, passed);
    waiting[key] = pool.clients_waiting;
  }
  sums_ = std::move(sums);
  waiting_ = std::move(waiting);
  last_ = at;
}

}  // namespace lifeguard::pgbouncer
