#include "exporters/compat/postgres_parts.hpp"

#include <algorithm>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/transactions/facts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using postgres::VacuumProgress;

constexpr std::size_t kMostTables = 40;

const Table<postgres::Table> kRows{kPostgresHelp,
                                   {"server", "datname", "schemaname", "relname"},
                                   {{{"pg_stat_user_tables_n_live_tup"}, gauge, &postgres::Table::live_rows},
                                    {{"pg_stat_user_tables_n_dead_tup"}, gauge, &postgres::Table::dead_rows}}};

const Table<VacuumProgress> kVacuum{
    kPostgresHelp,
    {"server", "datname", "relname"},
    {{{"pg_stat_progress_vacuum_heap_blks"}, gauge, &VacuumProgress::blocks},
     {{"pg_stat_progress_vacuum_heap_blks_scanned"}, gauge, &VacuumProgress::blocks_scanned},
     {{"pg_stat_progress_vacuum_index_vacuums"}, gauge, &VacuumProgress::index_passes}}};

struct Seen {
  const std::string* database;
  const postgres::Table* table;
};

bool is_users(const postgres::Table& table) {
  return table.schema != "pg_catalog" && table.schema != "information_schema";
}

// The original casts to regclass, which leaves out the schema that is on everybody's search path.
std::string as_regclass(const std::string& relation) {
  constexpr std::string_view kPublic = "public.";
  return relation.starts_with(kPublic) ? relation.substr(kPublic.size()) : relation;
}

// Of all databases, those with the most dead rows. A standby counts none.
std::vector<Seen> worst(const postgres::Databases& databases) {
  std::vector<Seen> tables;
  for (const auto& [database, visit] : databases.visits) {
    if (visit.storage.in_recovery) continue;
    for (const postgres::Table& table : visit.storage.tables) {
      if (is_users(table)) tables.push_back({&database, &table});
    }
  }
  std::stable_sort(tables.begin(), tables.end(),
                   [](const Seen& a, const Seen& b) { return a.table->dead_rows > b.table->dead_rows; });
  if (tables.size() > kMostTables) tables.resize(kMostTables);
  return tables;
}

}  // namespace

void write_tables(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (facts.databases) {
    for (const auto& [database, table] : worst(*facts.databases)) {
      kRows.write(*table, of.labels({*database, table->schema, table->name}), out);
    }
  }
  if (!facts.transactions) return;
  for (const VacuumProgress& vacuum : facts.transactions->vacuums) {
    kVacuum.write(vacuum, of.labels({vacuum.database, as_regclass(vacuum.relation)}), out);
  }
}

}  // namespace lifeguard::compat
