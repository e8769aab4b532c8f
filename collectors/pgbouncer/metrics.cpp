#include "collectors/pgbouncer/metrics.hpp"

#include <algorithm>
#include <set>

#include "collectors/pgbouncer/pools.hpp"

namespace lifeguard::pgbouncer {
namespace {

using enum MetricType;

const MetricDef kInfo{"lifeguard_pgbouncer_info", "1, with PgBouncer's version.", gauge, {"version"}};
const MetricDef kPaused{
    "lifeguard_pgbouncer_paused",
    "1 while PgBouncer is paused or suspended as a whole; absent before 1.19, which does not "
    "tell.",
    gauge};
const MetricDef kDatabasePaused{"lifeguard_pgbouncer_database_paused",
                                "1 while the database is paused, of the fifty with the most connections.",
                                gauge,
                                {"database"}};
const MetricDef kRestarts{"lifeguard_pgbouncer_restarts_total",
                          "Restarts of PgBouncer that were seen: its counters had begun anew.", counter};
const MetricDef kServers{"lifeguard_pgbouncer_server_connections",
                         "Connections to the server by state, of the fifty largest pools, and the rest as "
                         "\"other\".",
                         gauge,
                         {"pool", "state"}};
const MetricDef kClients{
    "lifeguard_pgbouncer_clients",
    "Clients of a pool: active ones, which have a connection or rest, and those that wait. Of "
    "the fifty largest pools, and the rest as \"other\".",
    gauge,
    {"pool", "state"}};
const MetricDef kLongestWait{"lifeguard_pgbouncer_longest_wait_seconds",
                             "How long the client that has waited longest has waited until now, of all pools.",
                             gauge};
const MetricDef kApplications{"lifeguard_pgbouncer_client_applications",
                              "Clients by application and state; the forty applications with the most clients, "
                              "and the rest as \"other\".",
                              gauge,
                              {"application", "state"}};
const MetricDef kTransactions{"lifeguard_pgbouncer_transactions_total",
                              "Transactions pooled, of the fifty busiest databases.",
                              counter,
                              {"database"}};
const MetricDef kQueries{"lifeguard_pgbouncer_queries_total",
                         "Queries pooled, of the fifty busiest databases.",
                         counter,
                         {"database"}};
const MetricDef kBytes{"lifeguard_pgbouncer_bytes_total",
                       "Bytes received from clients and sent to them, of the fifty busiest databases.",
                       counter,
                       {"database", "direction"}};
const MetricDef kInTransactions{"lifeguard_pgbouncer_transaction_seconds_total",
                                "Time that connections spent in transactions, of the fifty busiest databases.",
                                counter,
                                {"database"}};
const MetricDef kInQueries{"lifeguard_pgbouncer_query_seconds_total",
                           "Time that connections spent in queries, of the fifty busiest databases.",
                           counter,
                           {"database"}};
const MetricDef kWaited{
    "lifeguard_pgbouncer_client_wait_seconds_total",
    "Time that clients waited who then got a connection, by PgBouncer's own count: those who "
    "still wait, or gave up, are in lifeguard_pool_wait_seconds_total only. Of the fifty "
    "busiest databases.",
    counter,
    {"database"}};

constexpr std::size_t kMostDatabases = 50, kMostApplications = 40;

// The largest by what `size` says; the rest follows.
template <class T, class Size>
std::vector<T> largest_first(std::vector<T> all, Size size) {
  std::stable_sort(all.begin(), all.end(), [&](const T& a, const T& b) { return size(a) > size(b); });
  return all;
}

void add_pools(const std::vector<PoolRow>& all, std::vector<Sample>& samples) {
  std::vector<PoolRow> pools = largest_first(
      all, [](const PoolRow& pool) { return pool.servers() + pool.clients_active + pool.clients_waiting; });
  std::vector<std::string> names;
  for (const PoolRow& pool : pools) names.push_back(name_of(pool));
  if (pools.size() > kMostPools) {
    PoolRow& other = pools[kMostPools];
    names[kMostPools] = "other";
    for (std::size_t i = kMostPools + 1; i < pools.size(); ++i) {
      other.clients_active += pools[i].clients_active;
      other.clients_waiting += pools[i].clients_waiting;
      other.servers_active += pools[i].servers_active;
      other.servers_idle += pools[i].servers_idle;
      other.servers_tested += pools[i].servers_tested;
      other.servers_login += pools[i].servers_login;
    }
    pools.resize(kMostPools + 1);
  }
  for (std::size_t i = 0; i < pools.size(); ++i) {
    const auto add = [&](const MetricDef& metric, const char* state, int count) {
      samples.push_back({&metric, {names[i], state}, static_cast<double>(count)});
    };
    add(kServers, "active", pools[i].servers_active);
    add(kServers, "idle", pools[i].servers_idle);
    add(kServers, "tested", pools[i].servers_tested);
    add(kServers, "login", pools[i].servers_login);
    add(kClients, "active", pools[i].clients_active);
    add(kClients, "waiting", pools[i].clients_waiting);
  }
  Seconds longest{0};
  for (const PoolRow& pool : all) {
    if (pool.clients_waiting > 0) longest = std::max(longest, pool.longest_wait);
  }
  samples.push_back({&kLongestWait, {}, longest.count()});
}

void add_applications(const std::vector<Socket>& clients, std::vector<Sample>& samples) {
  std::map<std::string, int> count_of;
  for (const Socket& client : clients) ++count_of[client.application];
  auto ranking = largest_first(std::vector<std::pair<std::string, int>>(count_of.begin(), count_of.end()),
                               [](const auto& application) { return application.second; });
  if (ranking.size() > kMostApplications) ranking.resize(kMostApplications);
  std::set<std::string> busiest;
  for (const auto& [application, count] : ranking) busiest.insert(application);

  std::map<std::pair<std::string, std::string>, int> counts;
  for (const Socket& client : clients) {
    ++counts[{busiest.contains(client.application) ? client.application : "other", client.state}];
  }
  for (const auto& [group, count] : counts) {
    samples.push_back({&kApplications, {group.first, group.second}, static_cast<double>(count)});
  }
}

void add_databases(const std::vector<Database>& all, std::vector<Sample>& samples) {
  auto databases = largest_first(
      all, [](const Database& database) { return std::pair(database.paused, database.connections); });
  if (databases.size() > kMostDatabases) databases.resize(kMostDatabases);
  for (const Database& database : databases) {
    samples.push_back({&kDatabasePaused, {database.name}, database.paused ? 1.0 : 0.0});
  }
}

void add_totals(const std::vector<Totals>& all, std::vector<Sample>& samples) {
  auto databases = largest_first(all, [](const Totals& totals) { return totals.queries; });
  std::erase_if(databases, [](const Totals& totals) { return totals.database == "pgbouncer"; });
  if (databases.size() > kMostDatabases) databases.resize(kMostDatabases);
  for (const Totals& totals : databases) {
    const auto add = [&](const MetricDef& metric, double value) {
      samples.push_back({&metric, {totals.database}, value});
    };
    add(kTransactions, static_cast<double>(totals.transactions));
    add(kQueries, static_cast<double>(totals.queries));
    add(kInTransactions, totals.in_transactions.count());
    add(kInQueries, totals.in_queries.count());
    add(kWaited, totals.waited.count());
    samples.push_back({&kBytes, {totals.database, "received"}, static_cast<double>(totals.bytes_received)});
    samples.push_back({&kBytes, {totals.database, "sent"}, static_cast<double>(totals.bytes_sent)});
  }
}

}  // namespace

const std::vector<const MetricDef*>& metric_definitions() {
  static const std::vector<const MetricDef*> all{&kInfo,         &kPaused,  &kDatabasePaused, &kRestarts,
                                                 &kServers,      &kClients, &kLongestWait,    &kApplications,
                                                 &kTransactions, &kQueries, &kBytes,          &kInTransactions,
                                                 &kInQueries,    &kWaited};
  return all;
}

std::vector<Sample> samples_from(const Facts& facts) {
  std::vector<Sample> samples;
  samples.push_back({&kInfo, {facts.version}, 1});
  samples.push_back({&kRestarts, {}, static_cast<double>(facts.restarts)});
  if (facts.mode) samples.push_back({&kPaused, {}, *facts.mode == Mode::active ? 0.0 : 1.0});
  if (facts.pools) add_pools(*facts.pools, samples);
  if (facts.clients) add_applications(*facts.clients, samples);
  if (facts.databases) add_databases(*facts.databases, samples);
  if (facts.totals) add_totals(*facts.totals, samples);
  return samples;
}

}  // namespace lifeguard::pgbouncer
