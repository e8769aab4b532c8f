#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

/// What pg_stat_statements is on this server, as seen from the dsn's database. Its columns are those of the
/// extension's version, which an upgrade of the server leaves behind, and its schema may be any.
struct StatementSource {
  std::string database;                     // ours: where the extension has to be
  std::optional<std::int64_t> entry_limit;  // nullopt: the library is not loaded
  std::int64_t block_size = 8192;
  std::string version;            // empty: CREATE EXTENSION was not run in this database
  std::string schema;             // quoted where it must be
  std::set<std::string> columns;  // empty when there is no such function
  bool may_read = false;          // the schema and the function are granted to the role
};

/// From statement_source.
StatementSource read_statement_source(const Rows&);

/// Why it cannot be read, and what to run; nullopt when it can.
std::optional<std::string> trouble_with(const StatementSource&, const std::string& role,
                                        bool sees_every_session);

/// More entries than this are not read, but those with the most time.
constexpr std::int64_t kMostEntries = 10'000;

/// The counters of every entry.
std::string statements_query(const StatementSource&);
/// Evictions and the last reset; empty before 1.9, which does not say them.
std::string statement_info_query(const StatementSource&);
/// The texts of some, in whichever database; the server reads its file of all texts for it, 80 ms for 38 MB.
std::string statement_texts_query(const StatementSource&, const std::vector<StatementId>&);

}  // namespace lifeguard::postgres
