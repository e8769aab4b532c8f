#include "collectors/postgres/storage/metrics.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& storage_metrics() {
  static const std::vector<const MetricDef*> all;
  return all;
}

std::vector<Sample> storage_samples(const Databases&) {
  return {};
}

}  // namespace lifeguard::postgres
