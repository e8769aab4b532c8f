#include "collectors/app_pool/metrics.hpp"

namespace lifeguard::app_pool {
namespace {

using enum MetricType;

const MetricDef kInfo{"lifeguard_app_pool_info",
                      "1, with the library that tells of the pool. At most fifty pools of a target.",
                      gauge,
                      {"pool", "library"}};
const MetricDef kRestarts{"lifeguard_app_pool_restarts_total",
                          "Restarts of the app that were seen: its start or its counters had begun anew.",
                          counter};
const MetricDef kAcquires{
    "lifeguard_app_pool_acquires_total", "Connections that the app took from the pool.", counter, {"pool"}};
const MetricDef kUses{"lifeguard_app_pool_uses_total",
                      "Connections that the app gave back to the pool, with the time it had them in "
                      "lifeguard_app_pool_use_seconds_total.",
                      counter,
                      {"pool"}};
const MetricDef kUseSeconds{"lifeguard_app_pool_use_seconds_total",
                            "Time that the app had connections out of the pool, of those given back.",
                            counter,
                            {"pool"}};
const MetricDef kCreations{
    "lifeguard_app_pool_creations_total", "Connections that the pool opened.", counter, {"pool"}};
const MetricDef kCreateSeconds{"lifeguard_app_pool_create_seconds_total",
                               "Time that the pool took to open connections.",
                               counter,
                               {"pool"}};

}  // namespace

const std::vector<const MetricDef*>& metric_definitions() {
  static const std::vector<const MetricDef*> all{&kInfo,       &kRestarts,  &kAcquires,     &kUses,
                                                 &kUseSeconds, &kCreations, &kCreateSeconds};
  return all;
}

std::vector<Sample> samples_from(const Facts& facts) {
  std::vector<Sample> samples;
  samples.push_back({&kRestarts, {}, static_cast<double>(facts.restarts)});
  for (const AppPool& pool : facts.pools) {
    const auto add = [&](const MetricDef& metric, const std::optional<double>& value) {
      if (value) samples.push_back({&metric, {pool.name}, *value});
    };
    samples.push_back({&kInfo, {pool.name, pool.library}, 1});
    add(kAcquires, pool.acquires);
    add(kUses, pool.uses);
    add(kUseSeconds, pool.use_seconds);
    add(kCreations, pool.creations);
    add(kCreateSeconds, pool.create_seconds);
  }
  return samples;
}

}  // namespace lifeguard::app_pool
