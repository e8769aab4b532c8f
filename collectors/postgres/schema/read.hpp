#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/schema/facts.hpp"

// From result rows to facts. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

/// The histories whose tool is known, those that cannot be read now with the reason.
std::vector<MigrationHistory> read_migration_tables(const Rows&, const std::string& role);
/// Adds what history_query() gave.
void read_history(const Rows&, MigrationHistory&);

std::vector<std::string> read_missing_tables(const Rows&);
std::vector<TimescaleJob> read_jobs(const Rows&);

struct SchemaRights {
  std::string role;
  bool public_may_create = false, has_timescaledb = false, may_read_jobs = false;
};
SchemaRights read_schema_rights(const Rows&);

}  // namespace lifeguard::postgres
