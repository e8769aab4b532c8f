#include "collectors/postgres/schema/metrics.hpp"

namespace lifeguard::postgres {

const std::vector<const MetricDef*>& schema_metrics() {
  static const std::vector<const MetricDef*> all;
  return all;
}

std::vector<Sample> schema_samples(const Databases&) {
  return {};
}

}  // namespace lifeguard::postgres
