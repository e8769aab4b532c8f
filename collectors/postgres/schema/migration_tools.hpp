#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lifeguard::postgres {

/// How a migration tool keeps its history. Everything but the name is SQL over its table; casts are such that
/// they cannot fail, whatever the columns' types are.
struct MigrationTool {
  std::string_view name;
  std::string_view table;                 // its name; one that starts with * is an ending
  std::vector<std::string_view> columns;  // that the table must have, so that it is no other tool's
  std::string_view version;               // text
  std::string_view state;                 // 'applied', 'failed', 'unfinished' or 'undone'
  std::string_view age;                   // float8, seconds since it began, or null
  std::string_view newest;                // what to order by
  bool has_heads = false;                 // rows are where the database stands, not what was ever applied
  bool counts_up = false;                 // one row with the number that was reached
  std::string_view migrate, mend;         // what to run when one is missing, and when one is broken
};

const std::vector<MigrationTool>& migration_tools();

/// The tool whose table it is; null for a table of that name with other columns. `columns` as "a,b,c".
const MigrationTool* tool_of(std::string_view table, std::string_view columns);
const MigrationTool* tool_named(std::string_view name);

/// One statement that gives the newest versions, the broken ones and the expected one: columns version, state,
/// age and expected. `table` is quoted already.
std::string history_query(const MigrationTool&, const std::string& table, const std::string& expected);

}  // namespace lifeguard::postgres
