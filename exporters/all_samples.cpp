#include "exporters/all_samples.hpp"

#include "collectors/pool_metrics.hpp"
#include "exporters/collection_metrics.hpp"

namespace lifeguard {

void for_each_sample(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own,
                     const TakeSample& take) {
  for (const Sample& sample : own) take(sample, nullptr);
  for (const SnapshotPtr& snapshot : latest) {
    for (const Sample& sample : collection_samples(*snapshot)) take(sample, snapshot.get());
    if (snapshot->pools) {
      for (const Sample& sample : pool_samples(*snapshot->pools)) take(sample, snapshot.get());
    }
    for (const Sample& sample : snapshot->samples) take(sample, snapshot.get());
    for (const SamplesPtr& samples : snapshot->shared_samples) {
      for (const Sample& sample : *samples) take(sample, snapshot.get());
    }
  }
}

}  // namespace lifeguard
