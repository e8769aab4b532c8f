#include "collectors/kinds.hpp"

#include "collectors/app_pool/collect.hpp"
#include "collectors/app_pool/metrics.hpp"
#include "collectors/forecast.hpp"
#include "collectors/pgbouncer/collect.hpp"
#include "collectors/pgbouncer/metrics.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/postgres/collect.hpp"
#include "collectors/postgres/metrics.hpp"

namespace lifeguard {

std::vector<std::unique_ptr<Collector>> make_collectors(const Config& config, Resolver& resolver) {
  std::vector<std::unique_ptr<Collector>> collectors;
  for (const PostgresConfig& target : config.postgres) {
    const Seconds slow_after = config.rules.slow_query.running.warning;
    collectors.push_back(std::make_unique<postgres::PostgresCollector>(target, slow_after, resolver));
  }
  for (const PgBouncerConfig& target : config.pgbouncer) {
    collectors.push_back(std::make_unique<pgbouncer::PgBouncerCollector>(target, resolver));
  }
  for (AppPoolConfig target : config.app_pool) {
    if (target.postgres.empty() && config.postgres.size() == 1) target.postgres = config.postgres.front().name;
    collectors.push_back(std::make_unique<app_pool::AppPoolCollector>(std::move(target)));
  }
  return collectors;
}

std::vector<const MetricDef*> collector_metrics() {
  std::vector<const MetricDef*> all;
  const auto& postgres = postgres::metric_definitions();
  all.insert(all.end(), postgres.begin(), postgres.end());
  const auto& pgbouncer = pgbouncer::metric_definitions();
  all.insert(all.end(), pgbouncer.begin(), pgbouncer.end());
  const auto& app_pool = app_pool::metric_definitions();
  all.insert(all.end(), app_pool.begin(), app_pool.end());
  const auto& pools = pool_metric_definitions();
  all.insert(all.end(), pools.begin(), pools.end());
  all.push_back(&pool_exhaustion_metric());
  return all;
}

}  // namespace lifeguard
