#include "collectors/postgres/statements/source.hpp"

#include <algorithm>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/pools.hpp"

namespace lifeguard::postgres {
namespace {

std::set<std::string> words_of(std::string_view text) {
  std::set<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool has_info(const StatementSource& source) {
  return source.columns.contains("toplevel");  // both came with 1.9
}

bool is_too_old(const StatementSource& source) {
  const auto has = [&](const char* column) { return source.columns.contains(column); };
  return !has("queryid") || !(has("max_time") || has("max_exec_time"));
}

}  // namespace

StatementSource read_statement_source(const Rows& rows) {
  if (rows.size() != 1) throw PgError("", "statement_source: expected one row");
  const auto text = [&](const char* name) { return std::string(rows.column(name).text(0)); };
  StatementSource source;
  source.database = text("database");
  source.entry_limit = rows.column("entry_limit").integer_or_null(0);
  source.block_size = rows.column("block_size").integer(0);
  source.version = text("version");
  source.schema = text("schema");
  source.columns = words_of(text("columns"));
  source.may_read = rows.column("may_read").boolean(0);
  return source;
}

std::optional<std::string> trouble_with(const StatementSource& source, const std::string& role,
                                        bool sees_every_session) {
  const std::string here = "run in database " + quoted_identifier(source.database) + ": ";
  const std::string create = here + "CREATE EXTENSION pg_stat_statements;";
  const std::string who = quoted_identifier(role);
  if (!source.entry_limit) {
    const std::string load =
        "pg_stat_statements is not loaded: add it to shared_preload_libraries and restart the server";
    return source.version.empty() ? load + "; then " + create : load;
  }
  if (source.version.empty()) {
    return "pg_stat_statements is loaded, but its view is not in this database; " + create;
  }
  if (is_too_old(source)) {
    return "pg_stat_statements " + source.version + " is too old; " + here +
           "ALTER EXTENSION pg_stat_statements UPDATE;";
  }
  if (!sees_every_session) {
    return "role \"" + role + "\" cannot see the statements of others; " + visibility_grant(role);
  }
  if (!source.may_read) {
    return "role \"" + role + "\" may not read pg_stat_statements; " + here + "GRANT USAGE ON SCHEMA " +
           source.schema + " TO " + who + "; GRANT EXECUTE ON FUNCTION " + source.schema +
           ".pg_stat_statements(boolean) TO " + who + ";";
  }
  return std::nullopt;
}

std::string statements_query(const StatementSource& source) {
  const auto has = [&](const char* column) { return source.columns.contains(column); };
  const std::string time = has("total_exec_time") ? "total_exec_time" : "total_time";
  std::string sql = "select userid, dbid, queryid, ";
  sql += has("toplevel") ? "toplevel, " : "true as toplevel, ";
  sql += "calls, rows, " + time + " as total_ms, ";
  sql += has("max_exec_time") ? "max_exec_time as max_ms, " : "max_time as max_ms, ";
  sql += "shared_blks_hit, shared_blks_read, temp_blks_written, ";
  sql += has("wal_bytes") ? "wal_bytes::bigint as wal_bytes" : "null::bigint as wal_bytes";
  sql += " from " + source.schema + ".pg_stat_statements(false)";
  if (source.entry_limit.value_or(0) > kMostEntries) {
    sql += " order by " + time + " desc limit " + std::to_string(kMostEntries);
  }
  return sql;
}

std::string statement_info_query(const StatementSource& source) {
  if (!has_info(source)) return "";
  return "select dealloc, stats_reset from " + source.schema + ".pg_stat_statements_info()";
}

std::string statement_texts_query(const StatementSource& source, const std::vector<StatementId>& ids) {
  std::string list;
  for (const StatementId& id : ids) {
    list += (list.empty() ? "'" : ", '") + std::to_string(id.query) + "'";
  }
  return "select dbid, queryid, left(query, 4096) as query from " + source.schema +
         ".pg_stat_statements(true) where queryid in (" + list + ")";
}

}  // namespace lifeguard::postgres
