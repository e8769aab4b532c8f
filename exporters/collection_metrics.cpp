#include "exporters/collection_metrics.hpp"

namespace lifeguard {
namespace {

using enum MetricType;

const MetricDef kUp{"lifeguard_target_up", "1 while the target answers, 0 while it does not.", gauge, {"kind"}};
const MetricDef kLastSuccess{"lifeguard_target_last_success_timestamp_seconds",
                             "When the target last answered, Unix time; absent when it never did.", gauge};
const MetricDef kDuration{"lifeguard_collect_duration_seconds",
                          "How long the part took, from sending its queries to its last answer.",
                          gauge,
                          {"part"}};
const MetricDef kSuccess{
    "lifeguard_collect_success", "1 when the part was collected, 0 when it failed.", gauge, {"part"}};
double unix_seconds(TimePoint at) {
  return Seconds(at.time_since_epoch()).count();
}

}  // namespace

const std::vector<const MetricDef*>& collection_metric_definitions() {
  static const std::vector<const MetricDef*> all{&kUp, &kLastSuccess, &kDuration, &kSuccess};
  return all;
}

std::vector<Sample> collection_samples(const Snapshot& snapshot) {
  std::vector<Sample> samples;
  samples.push_back({&kUp, {snapshot.kind}, snapshot.up ? 1.0 : 0.0});
  if (snapshot.last_success) samples.push_back({&kLastSuccess, {}, unix_seconds(*snapshot.last_success)});
  for (const PartResult& part : snapshot.parts) {
    if (part.success) samples.push_back({&kDuration, {part.part}, part.took.count()});
    samples.push_back({&kSuccess, {part.part}, part.success ? 1.0 : 0.0});
  }
  return samples;
}

}  // namespace lifeguard
