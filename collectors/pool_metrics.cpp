#include "collectors/pool_metrics.hpp"

namespace lifeguard {
namespace {

using enum MetricType;

const MetricDef kConnections{
    "lifeguard_pool_connections",
    "Connections of a pool, used or idle. The server's own slots are pool=\"server\", "
    "where a session counts as used whatever it does. Fifty pools of a target, and the "
    "rest as \"other\".",
    gauge,
    {"pool", "state"}};
const MetricDef kLimit{
    "lifeguard_pool_limit", "Connections that the pool can hold: the smallest limit on it.", gauge, {"pool"}};
const MetricDef kWaiting{
    "lifeguard_pool_waiting", "Who asks for a connection of the pool and has none yet.", gauge, {"pool"}};
const MetricDef kSaturation{
    "lifeguard_pool_saturation_ratio", "Used connections over the limit.", gauge, {"pool"}};
const MetricDef kWaited{
    "lifeguard_pool_wait_seconds_total",
    "Time spent waiting for a connection of the pool, of those who still wait too; how many "
    "wait on average is its rate.",
    counter,
    {"pool"}};
const MetricDef kTimeouts{"lifeguard_pool_timeouts_total",
                          "Waits for a connection of the pool that were given up.",
                          counter,
                          {"pool"}};

std::string series_of(std::string_view name, std::string_view pool, std::string_view more = "") {
  return std::string(name) + "{pool=\"" + std::string(pool) + "\"" + std::string(more) + "}";
}

}  // namespace

const std::vector<const MetricDef*>& pool_metric_definitions() {
  static const std::vector<const MetricDef*> all{&kConnections, &kLimit,  &kWaiting,
                                                 &kSaturation,  &kWaited, &kTimeouts};
  return all;
}

std::vector<Sample> pool_samples(const std::vector<Pool>& pools) {
  std::vector<Sample> samples;
  for (const Pool& pool : shown_pools(pools)) {
    const auto add = [&](const MetricDef& metric, std::optional<double> value) {
      if (value) samples.push_back({&metric, {pool.name}, *value});
    };
    if (pool.used) samples.push_back({&kConnections, {pool.name, "used"}, static_cast<double>(*pool.used)});
    if (pool.idle) samples.push_back({&kConnections, {pool.name, "idle"}, static_cast<double>(*pool.idle)});
    add(kLimit, pool.limit);
    add(kWaiting, pool.waiting);
    add(kSaturation, saturation(pool));
    if (pool.waited) add(kWaited, pool.waited->count());
    add(kTimeouts, pool.timeouts);
  }
  return samples;
}

std::vector<SeriesPoint> pool_series(const std::vector<Pool>& pools) {
  std::vector<SeriesPoint> series;
  for (const Pool& pool : shown_pools(pools)) {
    const auto add = [&](std::string name, const std::optional<int>& value) {
      if (value) series.push_back({std::move(name), static_cast<double>(*value)});
    };
    add(used_connections_of(pool.name), pool.used);
    add(waiting_of(pool.name), pool.waiting);
    add(limit_of(pool.name), pool.limit);
    if (pool.waited) series.push_back({waited_of(pool.name), pool.waited->count()});
    if (pool.timeouts) series.push_back({timeouts_of(pool.name), *pool.timeouts});
  }
  return series;
}

std::string used_connections_of(std::string_view pool) {
  return series_of("pool_connections", pool, ",state=\"used\"");
}

std::string waiting_of(std::string_view pool) {
  return series_of("pool_waiting", pool);
}

std::string limit_of(std::string_view pool) {
  return series_of("pool_limit", pool);
}

std::string waited_of(std::string_view pool) {
  return series_of("pool_wait_seconds_total", pool);
}

std::string timeouts_of(std::string_view pool) {
  return series_of("pool_timeouts_total", pool);
}

}  // namespace lifeguard
