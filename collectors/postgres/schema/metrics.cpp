#include "collectors/postgres/schema/metrics.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kFailedMigrations{
    "lifeguard_pg_failed_migrations",
    "Migrations that failed or were left half done, in the tables of Flyway, Prisma, "
    "golang-migrate and others; absent while they cannot be read.",
    gauge,
    {"database"}};
const MetricDef kMissingTables{"lifeguard_pg_missing_tables",
                               "Tables named in expected_tables that are not there; absent when none is named.",
                               gauge,
                               {"database"}};
const MetricDef kFailedJobs{"lifeguard_pg_timescaledb_failed_jobs",
                            "Background jobs of TimescaleDB whose last run failed; absent without TimescaleDB.",
                            gauge,
                            {"database"}};

}  // namespace

const std::vector<const MetricDef*>& schema_metrics() {
  static const std::vector<const MetricDef*> all{&kFailedMigrations, &kMissingTables, &kFailedJobs};
  return all;
}

std::vector<Sample> schema_samples(const Databases& databases) {
  std::vector<Sample> samples;
  for (const auto& [database, visit] : databases.visits) {
    const Schema& schema = visit.schema;
    const auto add = [&](const MetricDef& metric, std::ptrdiff_t value) {
      samples.push_back({&metric, {database}, static_cast<double>(value)});
    };
    const bool all_known = std::all_of(schema.migrations.begin(), schema.migrations.end(),
                                       [](const MigrationHistory& history) { return history.is_known(); });
    if (all_known && !schema.migrations.empty()) {
      std::ptrdiff_t broken = 0;
      for (const MigrationHistory& history : schema.migrations) broken += std::ssize(history.broken);
      add(kFailedMigrations, broken);
    }
    if (!schema.expected_tables.empty()) add(kMissingTables, std::ssize(schema.missing_tables));
    if (schema.jobs) {
      add(kFailedJobs, std::count_if(schema.jobs->begin(), schema.jobs->end(),
                                     [](const TimescaleJob& job) { return job.failed; }));
    }
  }
  return samples;
}

}  // namespace lifeguard::postgres
