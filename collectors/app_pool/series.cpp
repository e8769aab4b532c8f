#include "collectors/app_pool/series.hpp"

namespace lifeguard::app_pool {

std::string acquires_of(std::string_view pool) {
  return "app_pool_acquires_total{pool=\"" + std::string(pool) + "\"}";
}

std::vector<SeriesPoint> series_from(const Facts& facts) {
  std::vector<SeriesPoint> series;
  for (const AppPool& pool : facts.pools) {
    if (pool.acquires) series.push_back({acquires_of(pool.name), *pool.acquires});
  }
  return series;
}

}  // namespace lifeguard::app_pool
