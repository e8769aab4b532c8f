#include "collectors/app_pool/totals.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "collectors/pool.hpp"

namespace lifeguard::app_pool {
namespace {

constexpr std::optional<double> AppPool::*kTotals[] = {
    &AppPool::acquires,    &AppPool::timeouts,  &AppPool::wait_seconds,   &AppPool::uses,
    &AppPool::use_seconds, &AppPool::creations, &AppPool::create_seconds,
};

// Some exporters work the start out anew each time, from how long the process has run.
constexpr double kSameStart = 2;

constexpr std::size_t kMostRemembered = 4 * kMostPools;

bool has_gone_back(const AppPool& before, const AppPool& now) {
  return std::any_of(std::begin(kTotals), std::end(kTotals), [&](auto total) {
    return now.*total && before.*total && *(now.*total) < *(before.*total);
  });
}

}  // namespace

void Totals::look(std::vector<AppPool>& pools, std::optional<double> process_start, Seconds passed) {
  const bool has_moved =
      process_start && process_start_ && std::abs(*process_start - *process_start_) > kSameStart;
  bool restarted = has_moved;
  for (auto& [name, known] : known_) {
    if (has_moved) begin_anew(known);
  }
  for (const AppPool& pool : pools) {
    Known& known = known_[pool.name];
    if (!has_gone_back(known.page, pool)) continue;
    begin_anew(known);
    restarted = true;
  }
  if (restarted) ++restarts_;
  for (AppPool& pool : pools) follow(pool, passed);
  forget_all_but(pools);
  if (process_start) process_start_ = process_start;
}

void Totals::begin_anew(Known& known) {
  known.page = {};
  known.ahead = 0;
}

void Totals::follow(AppPool& pool, Seconds passed) {
  Known& known = known_[pool.name];
  AppPool page = pool;
  double library_waited = 0;
  for (const auto total : kTotals) {
    pool.*total = known.ours.*total;
    if (page.*total) {
      const double gain = *(page.*total) - (known.page.*total).value_or(0);
      pool.*total = (pool.*total).value_or(0) + gain;
      if (total == &AppPool::wait_seconds) library_waited = gain;
    } else {
      page.*total = known.page.*total;
    }
  }
  if (page.waiting) {
    const double waited = (known.page.waiting.value_or(0) + *page.waiting) / 2 * passed.count();
    known.ahead += waited;
    const double counted_twice = std::min(library_waited, known.ahead);
    pool.wait_seconds = pool.wait_seconds.value_or(0) + waited - counted_twice;
    known.ahead = *page.waiting > 0 ? known.ahead - counted_twice : 0;
  }
  known.page = std::move(page);
  known.ours = pool;
}

void Totals::forget_all_but(const std::vector<AppPool>& pools) {
  if (known_.size() <= kMostRemembered) return;
  std::set<std::string> names;
  for (const AppPool& pool : pools) names.insert(pool.name);
  std::erase_if(known_, [&](const auto& known) { return !names.contains(known.first); });
}

}  // namespace lifeguard::app_pool
