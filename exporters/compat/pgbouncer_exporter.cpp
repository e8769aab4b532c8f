#include "exporters/compat/pgbouncer_exporter.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using pgbouncer::Database;
using pgbouncer::PoolRow;
using pgbouncer::Totals;

constexpr std::string_view kHelp = "As pgbouncer_exporter names it.";

// Each of them at most; PgBouncer has a pool for each user in each database.
constexpr std::size_t kMostPools = 50, kMostDatabases = 50, kMostClients = 100;

const MetricDef kUp{"pgbouncer_up", kHelp};
const MetricDef kVersion{"pgbouncer_version_info", kHelp, gauge, {"version"}};

// Of SHOW LISTS, by their names there.
struct List {
  std::string list;
  MetricDef metric;
  List(std::string_view name, std::string its_list) : list(std::move(its_list)), metric{name, kHelp} {}
};
const List kLists[] = {
    {"pgbouncer_databases", "databases"},
    {"pgbouncer_users", "users"},
    {"pgbouncer_pools", "pools"},
    {"pgbouncer_free_clients", "free_clients"},
    {"pgbouncer_used_clients", "used_clients"},
    {"pgbouncer_login_clients", "login_clients"},
    {"pgbouncer_free_servers", "free_servers"},
    {"pgbouncer_used_servers", "used_servers"},
    {"pgbouncer_cached_dns_names", "dns_names"},
    {"pgbouncer_cached_dns_zones", "dns_zones"},
    {"pgbouncer_in_flight_dns_queries", "dns_queries"},
};

const Table<pgbouncer::Facts> kConfig{
    kHelp,
    {},
    {{{"pgbouncer_config_max_client_connections"},
      gauge,
      [](const pgbouncer::Facts& facts) { return pgbouncer::setting(facts, "max_client_conn"); }},
     {{"pgbouncer_config_max_user_connections"}, gauge, [](const pgbouncer::Facts& facts) {
        return pgbouncer::setting(facts, "max_user_connections");
      }}}};

const Table<PoolRow> kPool{
    kHelp,
    {"database", "user"},
    {{{"pgbouncer_pools_client_active_connections"}, gauge, &PoolRow::clients_active},
     {{"pgbouncer_pools_client_waiting_connections"}, gauge, &PoolRow::clients_waiting},
     {{"pgbouncer_pools_client_active_cancel_connections"}, gauge, &PoolRow::clients_cancelling},
     {{"pgbouncer_pools_client_waiting_cancel_connections"}, gauge, &PoolRow::clients_waiting_to_cancel},
     {{"pgbouncer_pools_server_active_connections"},
      gauge,
      [](const PoolRow& pool) {
        return pool.servers_active - pool.servers_cancelling.value_or(0) - pool.servers_cancelled.value_or(0);
      }},
     {{"pgbouncer_pools_server_active_cancel_connections"}, gauge, &PoolRow::servers_cancelling},
     {{"pgbouncer_pools_server_being_canceled_connections"}, gauge, &PoolRow::servers_cancelled},
     {{"pgbouncer_pools_server_idle_connections"},
      gauge,
      [](const PoolRow& pool) { return pool.servers_idle - pool.servers_used; }},
     {{"pgbouncer_pools_server_used_connections"}, gauge, &PoolRow::servers_used},
     {{"pgbouncer_pools_server_testing_connections"}, gauge, &PoolRow::servers_tested},
     {{"pgbouncer_pools_server_login_connections"}, gauge, &PoolRow::servers_login},
     {{"pgbouncer_pools_client_maxwait_seconds"}, gauge, &PoolRow::longest_wait}}};

const Table<Database> kDatabase{
    kHelp,
    {"name", "host", "port", "database", "force_user", "pool_mode"},
    {{{"pgbouncer_databases_pool_size"}, gauge, &Database::pool_size},
     {{"pgbouncer_databases_reserve_pool"}, gauge, &Database::reserve_pool_size},
     {{"pgbouncer_databases_max_connections"},
      gauge,
      [](const Database& database) { return database.max_connections.value_or(0); }},
     {{"pgbouncer_databases_current_connections"}, gauge, &Database::connections},
     {{"pgbouncer_databases_paused"}, gauge, &Database::paused},
     {{"pgbouncer_databases_disabled"}, gauge, &Database::disabled}}};

// Version 0.11 of the original put _totals into these names, which most dashboards do not know.
const Table<Totals> kTotals{
    kHelp,
    {"database"},
    {{{"pgbouncer_stats_totals_queries_pooled_total", "pgbouncer_stats_queries_pooled_total"},
      counter,
      &Totals::queries},
     {{"pgbouncer_stats_totals_queries_duration_seconds_total",
       "pgbouncer_stats_queries_duration_seconds_total"},
      counter,
      &Totals::in_queries},
     {{"pgbouncer_stats_totals_sql_transactions_pooled_total", "pgbouncer_stats_sql_transactions_pooled_total"},
      counter,
      &Totals::transactions},
     {{"pgbouncer_stats_totals_server_in_transaction_seconds_total",
       "pgbouncer_stats_server_in_transaction_seconds_total"},
      counter,
      &Totals::in_transactions},
     {{"pgbouncer_stats_totals_received_bytes_total", "pgbouncer_stats_received_bytes_total"},
      counter,
      &Totals::bytes_received},
     {{"pgbouncer_stats_totals_sent_bytes_total", "pgbouncer_stats_sent_bytes_total"},
      counter,
      &Totals::bytes_sent},
     {{"pgbouncer_stats_totals_client_wait_seconds_total", "pgbouncer_stats_client_wait_seconds_total"},
      counter,
      &Totals::waited},
     {{"pgbouncer_stats_totals_server_assignments_total"}, counter, &Totals::assignments},
     {{"pgbouncer_stats_totals_client_parses_total"}, counter, &Totals::client_parses},
     {{"pgbouncer_stats_totals_server_parses_total"}, counter, &Totals::server_parses},
     {{"pgbouncer_stats_totals_binds_total"}, counter, &Totals::binds}}};

const MetricDef kClients{
    "pgbouncer_client_connections", kHelp, gauge, {"database", "user", "application_name", "state"}};

// Those beyond the most count by database and state alone.
void write_clients(const std::vector<pgbouncer::Socket>& clients, const std::string& target,
                   std::vector<Sample>& out) {
  using Labels = std::array<std::string, 4>;
  std::map<Labels, int> groups;
  for (const pgbouncer::Socket& client : clients) {
    const Labels labels{client.database, client.user, client.application, client.state};
    const bool fits = groups.size() < kMostClients || groups.contains(labels);
    ++groups[fits ? labels : Labels{client.database, "", "", client.state}];
  }
  for (const auto& [labels, count] : groups) {
    out.push_back(
        {&kClients, {target, labels[0], labels[1], labels[2], labels[3]}, static_cast<double>(count)});
  }
}

template <class T, class Write>
void each_of(const std::optional<std::vector<T>>& all, std::size_t most, Write write) {
  if (!all) return;
  for (std::size_t i = 0; i < std::min(most, all->size()); ++i) write((*all)[i]);
}

}  // namespace

void write_pgbouncer(const Snapshot& snapshot, const std::string&, std::vector<Sample>& out) {
  const std::string& target = snapshot.target;
  out.push_back({&kUp, {target}, snapshot.up ? 1.0 : 0.0});
  const auto* facts = std::get_if<pgbouncer::Facts>(&snapshot.facts);
  if (!facts || !snapshot.up) return;
  if (!facts->version.empty()) out.push_back({&kVersion, {target, "PgBouncer " + facts->version}, 1});
  if (facts->lists) {
    for (const List& list : kLists) {
      const auto found = facts->lists->find(list.list);
      if (found != facts->lists->end())
        out.push_back({&list.metric, {target}, static_cast<double>(found->second)});
    }
  }
  kConfig.write(*facts, {target}, out);
  each_of(facts->pools, kMostPools, [&](const PoolRow& pool) {
    kPool.write(pool, {target, pool.database, pool.user}, out);
  });
  each_of(facts->databases, kMostDatabases, [&](const Database& each) {
    kDatabase.write(
        each,
        {target, each.name, each.host, each.port, each.database, each.forced_user.value_or(""), each.pool_mode},
        out);
  });
  each_of(facts->totals, kMostDatabases, [&](const Totals& totals) {
    kTotals.write(totals, {target, totals.database}, out);
  });
  if (facts->clients) write_clients(*facts->clients, target, out);
}

}  // namespace lifeguard::compat
