#include "collectors/app_pool/adapters.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lifeguard::app_pool {
namespace {

constexpr double kMilli = 1e-3, kNano = 1e-9;

bool speaks_for(const Adapter& adapter, std::string_view library) {
  return library == "auto" || library == adapter.library;
}

const MetricName* meaning_of(const Adapter& adapter, const Line& line) {
  for (const MetricName& name : adapter.names) {
    if (name.metric != line.metric) continue;
    if (name.label.empty() || line.label(name.label) == name.value) return &name;
  }
  return nullptr;
}

std::string pool_of(const Adapter& adapter, const Line& line) {
  for (const std::string_view label : adapter.pool_labels) {
    if (const std::string_view name = line.label(label); !name.empty()) return std::string(name);
  }
  return std::string(adapter.library);
}

void add(std::optional<double>& member, double value) {
  member = member.value_or(0) + value;
}

// What follows from what is there; and no limit is no number.
void complete(AppPool& pool) {
  if (pool.limit && (*pool.limit <= 0 || *pool.limit >= 2147483647.0)) pool.limit.reset();
  if (!pool.used && pool.total && pool.idle) pool.used = std::max(0.0, *pool.total - *pool.idle);
  if (!pool.idle && pool.total && pool.used) pool.idle = std::max(0.0, *pool.total - *pool.used);
}

std::ptrdiff_t numbers_in(const AppPool& pool) {
  return std::count_if(std::begin(kNumbers), std::end(kNumbers), [&](auto number) { return pool.*number; });
}

std::vector<AppPool> pools_by(const Adapter& adapter, const std::vector<Line>& lines) {
  struct Seen {
    AppPool pool;
    std::map<const MetricName*, int> lines;
  };
  std::map<std::string, Seen> seen;
  for (const Line& line : lines) {
    const MetricName* name = meaning_of(adapter, line);
    if (!name) continue;
    Seen& of = seen[pool_of(adapter, line)];
    add(of.pool.*(name->member), line.value * name->scale);
    of.pool.merged = std::max(of.pool.merged, ++of.lines[name]);
  }
  std::vector<AppPool> pools;
  for (auto& [name, of] : seen) {
    complete(of.pool);
    // A library may be there and its pool's metrics not: idle connections alone are no pool.
    if (!of.pool.used && !of.pool.limit) continue;
    of.pool.name = name;
    of.pool.library = adapter.library;
    pools.push_back(std::move(of.pool));
  }
  return pools;
}

}  // namespace

const std::vector<Adapter>& adapters() {
  using P = AppPool;
  static const std::vector<Adapter> all{
      {"hikaricp",  // Micrometer
       {"pool"},
       {{"hikaricp_connections_max", &P::limit},
        {"hikaricp_connections_active", &P::used},
        {"hikaricp_connections_idle", &P::idle},
        {"hikaricp_connections", &P::total},
        {"hikaricp_connections_pending", &P::waiting},
        {"hikaricp_connections_timeout_total", &P::timeouts},
        {"hikaricp_connections_acquire_seconds_count", &P::acquires},
        {"hikaricp_connections_acquire_seconds_sum", &P::wait_seconds},
        {"hikaricp_connections_usage_seconds_count", &P::uses},
        {"hikaricp_connections_usage_seconds_sum", &P::use_seconds},
        {"hikaricp_connections_creation_seconds_count", &P::creations},
        {"hikaricp_connections_creation_seconds_sum", &P::create_seconds}}},
      {"hikaricp",  // its own PrometheusMetricsTracker
       {"pool"},
       {{"hikaricp_max_connections", &P::limit},
        {"hikaricp_active_connections", &P::used},
        {"hikaricp_idle_connections", &P::idle},
        {"hikaricp_connections", &P::total},
        {"hikaricp_pending_threads", &P::waiting},
        {"hikaricp_connection_timeout_total", &P::timeouts},
        {"hikaricp_connection_acquired_nanos_count", &P::acquires},
        {"hikaricp_connection_acquired_nanos_sum", &P::wait_seconds, kNano},
        {"hikaricp_connection_usage_millis_count", &P::uses},
        {"hikaricp_connection_usage_millis_sum", &P::use_seconds, kMilli},
        {"hikaricp_connection_creation_millis_count", &P::creations},
        {"hikaricp_connection_creation_millis_sum", &P::create_seconds, kMilli}}},
      {"go",  // database/sql, client_golang's DBStatsCollector
       {"db_name"},
       {{"go_sql_max_open_connections", &P::limit},
        {"go_sql_in_use_connections", &P::used},
        {"go_sql_idle_connections", &P::idle},
        {"go_sql_open_connections", &P::total},
        {"go_sql_wait_duration_seconds_total", &P::wait_seconds}}},
      {"pgxpool",  // as its Prometheus collectors name it
       {"db_name", "pool"},
       {{"pgxpool_max_conns", &P::limit},
        {"pgxpool_acquired_conns", &P::used},
        {"pgxpool_idle_conns", &P::idle},
        {"pgxpool_total_conns", &P::total},
        {"pgxpool_acquire_count", &P::acquires},
        {"pgxpool_acquire_count_total", &P::acquires},
        {"pgxpool_canceled_acquire_count", &P::timeouts},
        {"pgxpool_canceled_acquire_count_total", &P::timeouts},
        {"pgxpool_acquire_duration_ns", &P::wait_seconds, kNano},
        {"pgxpool_acquire_duration_seconds_total", &P::wait_seconds},
        {"pgxpool_new_conns_count", &P::creations},
        {"pgxpool_new_conns_total", &P::creations}}},
      {"pgxpool",  // otelpgx
       {"pool_name", "db_client_connection_pool_name"},
       {{"pgxpool_max_connections", &P::limit},
        {"pgxpool_acquired_connections", &P::used},
        {"pgxpool_idle_connections", &P::idle},
        {"pgxpool_total_connections", &P::total}}},
      {"node-pg",  // node-postgres-prometheus-exporter
       {"pool_name", "database"},
       {{"pg_pool_max", &P::limit},
        {"pg_pool_active_connections", &P::used},
        {"pg_pool_idle_connections", &P::idle},
        {"pg_pool_size", &P::total},
        {"pg_pool_waiting_connections", &P::waiting},
        {"pg_pool_connections_created_total", &P::creations}}},
      {"rails",  // prometheus_exporter
       {"pool_name"},
       {{"ruby_active_record_connection_pool_size", &P::limit},
        {"ruby_active_record_connection_pool_busy", &P::used},
        {"ruby_active_record_connection_pool_idle", &P::idle},
        {"ruby_active_record_connection_pool_connections", &P::total},
        {"ruby_active_record_connection_pool_waiting", &P::waiting}}},
      {"rails",  // yabeda-activerecord
       {"config"},
       {{"activerecord_connection_pool_size", &P::limit},
        {"activerecord_connection_pool_busy", &P::used},
        {"activerecord_connection_pool_idle", &P::idle},
        {"activerecord_connection_pool_connections", &P::total},
        {"activerecord_connection_pool_waiting", &P::waiting}}},
      {"otel",  // db.client.connection.*, the conventions of today
       {"db_client_connection_pool_name", "pool_name"},
       {{"db_client_connection_max", &P::limit},
        {"db_client_connection_count", &P::used, 1, "db_client_connection_state", "used"},
        {"db_client_connection_count", &P::idle, 1, "db_client_connection_state", "idle"},
        {"db_client_connection_count", &P::used, 1, "state", "used"},
        {"db_client_connection_count", &P::idle, 1, "state", "idle"},
        {"db_client_connection_pending_requests", &P::waiting},
        {"db_client_connection_timeouts_total", &P::timeouts},
        {"db_client_connection_timeouts", &P::timeouts},
        {"db_client_connection_wait_time_seconds_count", &P::acquires},
        {"db_client_connection_wait_time_seconds_sum", &P::wait_seconds},
        {"db_client_connection_use_time_seconds_count", &P::uses},
        {"db_client_connection_use_time_seconds_sum", &P::use_seconds},
        {"db_client_connection_create_time_seconds_count", &P::creations},
        {"db_client_connection_create_time_seconds_sum", &P::create_seconds},
        // Exporters that put no unit into the name.
        {"db_client_connection_wait_time_count", &P::acquires},
        {"db_client_connection_wait_time_sum", &P::wait_seconds},
        {"db_client_connection_use_time_count", &P::uses},
        {"db_client_connection_use_time_sum", &P::use_seconds},
        {"db_client_connection_create_time_count", &P::creations},
        {"db_client_connection_create_time_sum", &P::create_seconds}}},
      {"otel",  // db.client.connections.*, those before, in milliseconds
       {"pool_name", "db_client_connections_pool_name"},
       {{"db_client_connections_max", &P::limit},
        {"db_client_connections_usage", &P::used, 1, "state", "used"},
        {"db_client_connections_usage", &P::idle, 1, "state", "idle"},
        {"db_client_connections_pending_requests", &P::waiting},
        {"db_client_connections_timeouts_total", &P::timeouts},
        {"db_client_connections_timeouts", &P::timeouts},
        {"db_client_connections_wait_time_milliseconds_count", &P::acquires},
        {"db_client_connections_wait_time_milliseconds_sum", &P::wait_seconds, kMilli},
        {"db_client_connections_use_time_milliseconds_count", &P::uses},
        {"db_client_connections_use_time_milliseconds_sum", &P::use_seconds, kMilli},
        {"db_client_connections_create_time_milliseconds_count", &P::creations},
        {"db_client_connections_create_time_milliseconds_sum", &P::create_seconds, kMilli}}},
      {"npgsql",  // 10; 8 and 9 speak the older OpenTelemetry names
       {"db_client_connection_pool_name", "pool_name"},
       {{"db_client_connection_max", &P::limit},
        {"db_client_connection_count", &P::used, 1, "db_client_connection_state", "used"},
        {"db_client_connection_count", &P::idle, 1, "db_client_connection_state", "idle"},
        {"db_client_connection_npgsql_pending_requests", &P::waiting},
        {"db_client_connection_npgsql_timeouts_total", &P::timeouts},
        {"db_client_connection_npgsql_create_time_seconds_count", &P::creations},
        {"db_client_connection_npgsql_create_time_seconds_sum", &P::create_seconds}}},
      {"npgsql",
       {"pool_name"},
       {{"db_client_connections_max", &P::limit},
        {"db_client_connections_usage", &P::used, 1, "state", "used"},
        {"db_client_connections_usage", &P::idle, 1, "state", "idle"},
        {"db_client_connections_pending_requests", &P::waiting},
        {"db_client_connections_timeouts_total", &P::timeouts},
        {"db_client_connections_create_time_seconds_count", &P::creations},
        {"db_client_connections_create_time_seconds_sum", &P::create_seconds}}},
  };
  return all;
}

bool is_pool_metric(std::string_view metric, std::string_view library) {
  static const std::map<std::string_view, std::set<std::string_view>> names_of = [] {
    std::map<std::string_view, std::set<std::string_view>> names;
    for (const Adapter& adapter : adapters()) {
      for (const MetricName& name : adapter.names) {
        names[adapter.library].insert(name.metric);
        names["auto"].insert(name.metric);
      }
    }
    return names;
  }();
  const auto found = names_of.find(library);
  return found != names_of.end() && found->second.contains(metric);
}

std::vector<AppPool> pools_on(const std::vector<Line>& lines, std::string_view library) {
  std::vector<AppPool> pools;
  std::map<std::string, std::size_t> at;
  for (const Adapter& adapter : adapters()) {
    if (!speaks_for(adapter, library)) continue;
    for (AppPool& pool : pools_by(adapter, lines)) {
      const auto [known, is_new] = at.emplace(pool.name, pools.size());
      if (is_new) {
        pools.push_back(std::move(pool));
      } else if (numbers_in(pool) > numbers_in(pools[known->second])) {
        pools[known->second] = std::move(pool);
      }
    }
  }
  return pools;
}

}  // namespace lifeguard::app_pool
