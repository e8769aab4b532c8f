#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/statements/ledger.hpp"

// From result rows to a reading. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

/// Sorted by key. Throws when the rows of others hide their queryid, or when there is no row at all.
StatementEntries read_statements(const Rows&, std::int64_t block_size, std::int64_t entry_limit);

std::vector<DatabaseReading> read_statement_databases(const Rows&);
std::map<std::uint32_t, std::string> read_statement_roles(const Rows&);

}  // namespace lifeguard::postgres
