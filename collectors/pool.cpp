#include "collectors/pool.hpp"

#include <algorithm>

namespace lifeguard {
namespace {

void add(std::optional<int>& sum, const std::optional<int>& part) {
  if (part) sum = sum.value_or(0) + *part;
}

}  // namespace

std::optional<double> saturation(const Pool& pool) {
  if (!pool.used || !pool.limit || *pool.limit <= 0) return std::nullopt;
  return static_cast<double>(*pool.used) / *pool.limit;
}

std::vector<Pool> shown_pools(const std::vector<Pool>& pools) {
  if (pools.size() <= kMostPools) return pools;
  std::vector<Pool> shown = pools;
  const auto weight = [](const Pool& pool) { return pool.used.value_or(0) + pool.waiting.value_or(0); };
  std::stable_sort(shown.begin(), shown.end(),
                   [&](const Pool& a, const Pool& b) { return weight(a) > weight(b); });
  Pool other;
  other.name = "other";
  for (auto pool = shown.begin() + kMostPools; pool != shown.end(); ++pool) {
    add(other.used, pool->used);
    add(other.idle, pool->idle);
    add(other.waiting, pool->waiting);
  }
  shown.resize(kMostPools);
  shown.push_back(std::move(other));
  return shown;
}

}  // namespace lifeguard
