#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/collector.hpp"
#include "config/config.hpp"

namespace lifeguard {

struct PostgresTarget {
  PostgresConfig config;
  Seconds slow_after;  // executions that take longer are counted as slow
  bool operator==(const PostgresTarget&) const = default;
};

struct VectorTarget {
  VectorConfig config;
  std::optional<PostgresConfig> postgres;  // what holds a pgvector
  bool operator==(const VectorTarget&) const = default;
};

/// All that a collector is made of. The one list of kinds.
using Target = std::variant<PostgresTarget, PgBouncerConfig, AppPoolConfig, RedisConfig, VectorTarget>;

struct Watched {
  Target target;
  std::string address;  // where the config points: "postgres/db:5432"
  std::unique_ptr<Collector> collector;
};

/// A collector for every target of the config. A target that is also in `before` keeps its collector and what
/// that remembers: the usual time of statements, the standby that went.
std::vector<Watched> watch(const Config&, Resolver&, std::vector<Watched> before = {});

/// The metrics of every kind, for the catalogue.
std::vector<const MetricDef*> collector_metrics();

}  // namespace lifeguard
