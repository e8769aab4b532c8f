#include <algorithm>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/transactions/facts.hpp"
#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using Statistics = postgres::DatabaseStatistics;

const Table<Statistics> kStatistics{
    kPostgresHelp,
    {"server", "datid", "datname"},
    {{{"pg_stat_database_xact_commit"}, counter, &Statistics::commits},
     {{"pg_stat_database_xact_rollback"}, counter, &Statistics::rollbacks},
     {{"pg_stat_database_blks_read"}, counter, &Statistics::blocks_read},
     {{"pg_stat_database_blks_hit"}, counter, &Statistics::blocks_hit},
     {{"pg_stat_database_tup_returned"}, counter, &Statistics::rows_returned},
     {{"pg_stat_database_tup_fetched"}, counter, &Statistics::rows_fetched},
     {{"pg_stat_database_tup_inserted"}, counter, &Statistics::rows_inserted},
     {{"pg_stat_database_tup_updated"}, counter, &Statistics::rows_updated},
     {{"pg_stat_database_tup_deleted"}, counter, &Statistics::rows_deleted},
     {{"pg_stat_database_conflicts"}, counter, &Statistics::conflicts},
     {{"pg_stat_database_deadlocks"}, counter, &Statistics::deadlocks},
     {{"pg_stat_database_temp_files"}, counter, &Statistics::temporary_files},
     {{"pg_stat_database_temp_bytes"}, counter, &Statistics::temporary_bytes},
     {{"pg_stat_database_blk_read_time"}, counter, [](const Statistics& d) { return milliseconds(d.reading); }},
     {{"pg_stat_database_blk_write_time"},
      counter,
      [](const Statistics& d) { return milliseconds(d.writing); }},
     {{"pg_stat_database_stats_reset"}, counter, &Statistics::reset}}};

const MetricDef kBackends{"pg_stat_database_numbackends", kPostgresHelp, gauge, {"server", "datid", "datname"}};
const MetricDef kLimit{"pg_database_connection_limit", kPostgresHelp, gauge, {"server", "datname"}};
const MetricDef kSize{"pg_database_size_bytes", kPostgresHelp, gauge, {"server", "datname"}};

// Transactions and multixacts, whatever their names say.
const Table<postgres::IdAges> kAges{
    kPostgresHelp,
    {"server", "datname"},
    {{{"pg_database_wraparound_age_datfrozenxid_seconds"}, gauge, &postgres::IdAges::xid},
     {{"pg_database_wraparound_age_datminmxid_seconds"}, gauge, &postgres::IdAges::multixact}}};

auto backends_in(const std::string& database, const postgres::Activity& activity) {
  return std::count_if(activity.sessions.begin(), activity.sessions.end(),
                       [&](const postgres::Session& session) { return session.database == database; });
}

}  // namespace

void write_databases(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (facts.server) {
    const auto& limits = facts.server->limits.of_database;
    for (const Statistics& each : facts.server->databases) {
      const auto labels = of.labels({std::to_string(each.id), each.database});
      kStatistics.write(each, labels, out);
      if (facts.activity)
        out.push_back({&kBackends, labels, static_cast<double>(backends_in(each.database, *facts.activity))});
      const auto limit = limits.find(each.database);
      out.push_back({&kLimit, of.labels({each.database}), limit == limits.end() ? -1.0 : limit->second});
    }
  }
  if (facts.databases) {
    for (const auto& [database, visit] : facts.databases->visits) {
      out.push_back({&kSize, of.labels({database}), static_cast<double>(visit.storage.bytes)});
    }
  }
  if (facts.transactions) {
    for (const postgres::IdAges& ages : facts.transactions->databases) {
      kAges.write(ages, of.labels({ages.database}), out);
    }
  }
}

}  // namespace lifeguard::compat
