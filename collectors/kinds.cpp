#include "collectors/kinds.hpp"

#include <algorithm>

#include "collectors/app_pool/collect.hpp"
#include "collectors/app_pool/metrics.hpp"
#include "collectors/forecast.hpp"
#include "collectors/pgbouncer/collect.hpp"
#include "collectors/pgbouncer/metrics.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/postgres/collect.hpp"
#include "collectors/postgres/metrics.hpp"
#include "collectors/redis/collect.hpp"
#include "collectors/redis/metrics.hpp"
#include "collectors/vector/collect.hpp"
#include "collectors/vector/metrics.hpp"

namespace lifeguard {

namespace {

std::unique_ptr<Collector> make_collector(const PostgresTarget& target, Resolver& resolver) {
  return std::make_unique<postgres::PostgresCollector>(target.config, target.slow_after, resolver);
}

std::unique_ptr<Collector> make_collector(const PgBouncerConfig& target, Resolver& resolver) {
  return std::make_unique<pgbouncer::PgBouncerCollector>(target, resolver);
}

std::unique_ptr<Collector> make_collector(const AppPoolConfig& target, Resolver&) {
  return std::make_unique<app_pool::AppPoolCollector>(target);
}

std::unique_ptr<Collector> make_collector(const RedisConfig& target, Resolver& resolver) {
  return std::make_unique<redis::RedisCollector>(target, resolver);
}

std::unique_ptr<Collector> make_collector(const VectorTarget& target, Resolver& resolver) {
  return std::make_unique<vector_store::VectorCollector>(target.config, target.postgres, resolver);
}

VectorTarget target_of(const VectorConfig& vector, const Config& config) {
  VectorTarget target{vector, std::nullopt};
  if (vector.kind != "pgvector") return target;
  for (const PostgresConfig& each : config.postgres) {
    if (vector.postgres.empty() || each.name == vector.postgres) target.postgres = each;
  }
  return target;
}

std::vector<Target> targets_of(const Config& config) {
  std::vector<Target> targets;
  for (const PostgresConfig& each : config.postgres) {
    targets.push_back(PostgresTarget{each, config.rules.slow_query.running.warning});
  }
  const std::string only_postgres = config.postgres.size() == 1 ? config.postgres.front().name : "";
  for (PgBouncerConfig each : config.pgbouncer) {
    if (each.postgres.empty()) each.postgres = only_postgres;
    targets.push_back(std::move(each));
  }
  for (AppPoolConfig each : config.app_pool) {
    if (each.postgres.empty()) each.postgres = only_postgres;
    targets.push_back(std::move(each));
  }
  targets.insert(targets.end(), config.redis.begin(), config.redis.end());
  for (const VectorConfig& each : config.vector) targets.push_back(target_of(each, config));
  return targets;
}

}  // namespace

std::vector<Watched> watch(const Config& config, Resolver& resolver, std::vector<Watched> before) {
  std::vector<Watched> all;
  for (Target& target : targets_of(config)) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const Watched& watched) {
      return watched.collector && watched.target == target;
    });
    if (same != before.end()) {
      all.push_back(std::move(*same));
      continue;
    }
    auto collector = std::visit([&](const auto& each) { return make_collector(each, resolver); }, target);
    std::string address = collector->backend();
    all.push_back({std::move(target), std::move(address), std::move(collector)});
  }
  return all;
}

std::vector<const MetricDef*> collector_metrics() {
  std::vector<const MetricDef*> all;
  const auto& postgres = postgres::metric_definitions();
  all.insert(all.end(), postgres.begin(), postgres.end());
  const auto& pgbouncer = pgbouncer::metric_definitions();
  all.insert(all.end(), pgbouncer.begin(), pgbouncer.end());
  const auto& app_pool = app_pool::metric_definitions();
  all.insert(all.end(), app_pool.begin(), app_pool.end());
  const auto& redis = redis::metric_definitions();
  all.insert(all.end(), redis.begin(), redis.end());
  const auto& vector = vector_store::metric_definitions();
  all.insert(all.end(), vector.begin(), vector.end());
  const auto& pools = pool_metric_definitions();
  all.insert(all.end(), pools.begin(), pools.end());
  all.push_back(&pool_exhaustion_metric());
  return all;
}

}  // namespace lifeguard
