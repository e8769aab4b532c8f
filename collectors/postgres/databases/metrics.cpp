#include "collectors/postgres/databases/metrics.hpp"

#include "collectors/postgres/schema/metrics.hpp"
#include "collectors/postgres/storage/metrics.hpp"

namespace lifeguard::postgres {
namespace {

using enum MetricType;

constexpr std::size_t kMostRefused = 20;

const MetricDef kVisited{"lifeguard_pg_databases_visited", "Databases that were looked into.", gauge};
const MetricDef kRefused{"lifeguard_pg_database_refused",
                         "1 for a database that could not be looked into, so that nothing is known of it; the "
                         "first twenty by name. /api/health says why.",
                         gauge,
                         {"database"}};

}  // namespace

const std::vector<const MetricDef*>& database_metrics() {
  static const std::vector<const MetricDef*> all = [] {
    std::vector<const MetricDef*> every{&kVisited, &kRefused};
    for (const auto* metrics : {&storage_metrics(), &schema_metrics()}) {
      every.insert(every.end(), metrics->begin(), metrics->end());
    }
    return every;
  }();
  return all;
}

std::vector<Sample> database_samples(const Databases& databases) {
  std::vector<Sample> samples{{&kVisited, {}, static_cast<double>(databases.visits.size())}};
  std::size_t refused = 0;
  for (const auto& [database, why] : databases.refused) {
    if (refused++ == kMostRefused) break;
    samples.push_back({&kRefused, {database}, 1});
  }
  for (Sample& sample : storage_samples(databases)) samples.push_back(std::move(sample));
  for (Sample& sample : schema_samples(databases)) samples.push_back(std::move(sample));
  return samples;
}

}  // namespace lifeguard::postgres
