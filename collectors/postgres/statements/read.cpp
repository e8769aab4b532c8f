#include "collectors/postgres/statements/read.hpp"

#include <algorithm>

#include "collectors/postgres/statements/source.hpp"

namespace lifeguard::postgres {
namespace {

Seconds from_milliseconds(double count) {
  return std::chrono::duration<double, std::milli>(count);
}

}  // namespace

StatementEntries read_statements(const Rows& rows, std::int64_t block_size, std::int64_t entry_limit) {
  const auto user = rows.column("userid"), database = rows.column("dbid"), query = rows.column("queryid"),
             top_level = rows.column("toplevel"), calls = rows.column("calls"), affected = rows.column("rows"),
             total = rows.column("total_ms"), longest = rows.column("max_ms"),
             blocks_hit = rows.column("shared_blks_hit"), blocks_read = rows.column("shared_blks_read"),
             temporary = rows.column("temp_blks_written"), wal = rows.column("wal_bytes");
  if (rows.size() == 0) {
    throw PgError("",
                  "statements: pg_stat_statements counts nothing; see that compute_query_id is not off and "
                  "pg_stat_statements.track is not none");
  }
  StatementEntries read;
  read.complete = entry_limit <= kMostEntries || rows.size() < kMostEntries;
  read.entries.resize(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    if (query.is_null(row)) throw PgError("", "statements: the role cannot see the statements of others");
    StatementEntry& entry = read.entries[static_cast<std::size_t>(row)];
    entry.key = {{static_cast<std::uint32_t>(database.integer(row)), query.integer(row)},
                 static_cast<std::uint32_t>(user.integer(row)),
                 top_level.boolean(row)};
    entry.counters.calls = calls.integer(row);
    entry.counters.rows = affected.integer(row);
    entry.counters.time = from_milliseconds(total.real(row));
    entry.counters.blocks_hit = blocks_hit.integer(row);
    entry.counters.blocks_read = blocks_read.integer(row);
    entry.counters.temporary_bytes = temporary.integer(row) * block_size;
    entry.counters.wal_bytes = wal.integer_or_null(row).value_or(0);
    entry.longest = from_milliseconds(longest.real(row));
  }
  std::sort(read.entries.begin(), read.entries.end(),
            [](const StatementEntry& a, const StatementEntry& b) { return a.key < b.key; });
  return read;
}

std::vector<DatabaseReading> read_statement_databases(const Rows& rows) {
  const auto oid = rows.column("oid"), name = rows.column("name"), transactions = rows.column("transactions");
  std::vector<DatabaseReading> databases;
  for (int row = 0; row < rows.size(); ++row) {
    databases.push_back(
        {static_cast<std::uint32_t>(oid.integer(row)), std::string(name.text(row)), transactions.integer(row)});
  }
  return databases;
}

std::map<std::uint32_t, std::string> read_statement_roles(const Rows& rows) {
  const auto oid = rows.column("oid"), name = rows.column("name");
  std::map<std::uint32_t, std::string> roles;
  for (int row = 0; row < rows.size(); ++row) {
    roles.emplace(static_cast<std::uint32_t>(oid.integer(row)), name.text(row));
  }
  return roles;
}

}  // namespace lifeguard::postgres
