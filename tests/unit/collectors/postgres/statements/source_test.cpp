#include "collectors/postgres/statements/source.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

StatementSource modern() {
  StatementSource source;
  source.database = "shop";
  source.entry_limit = 5000;
  source.version = "1.10";
  source.schema = "public";
  source.columns = {"userid", "dbid", "toplevel", "queryid", "total_exec_time", "max_exec_time", "wal_bytes"};
  source.may_read = true;
  return source;
}

}  // namespace

TEST_CASE("the query is made of the columns that the extension has, in its own schema") {
  CHECK(statements_query(modern()) ==
        "select userid, dbid, queryid, toplevel, calls, rows, total_exec_time as total_ms, max_exec_time as "
        "max_ms, "
        "shared_blks_hit, shared_blks_read, temp_blks_written, wal_bytes::bigint as wal_bytes from "
        "public.pg_stat_statements(false)");
  StatementSource old = modern();
  old.schema = "\"Monitoring\"";
  old.columns = {"userid", "dbid", "queryid", "total_time", "max_time"};
  CHECK(statements_query(old) ==
        "select userid, dbid, queryid, true as toplevel, calls, rows, total_time as total_ms, max_time as "
        "max_ms, "
        "shared_blks_hit, shared_blks_read, temp_blks_written, null::bigint as wal_bytes from "
        "\"Monitoring\".pg_stat_statements(false)");
  CHECK(statement_info_query(old).empty());
}

TEST_CASE("where very many entries may be, those with the most time are read") {
  StatementSource source = modern();
  source.entry_limit = 50'000;
  CHECK(statements_query(source).ends_with(" order by total_exec_time desc limit 10000"));
}

TEST_CASE("texts are asked for by queryid") {
  CHECK(
      statement_texts_query(modern(), {{1, -5}, {1, 7}}) ==
      "select dbid, queryid, left(query, 4096) as query from public.pg_stat_statements(true) where queryid in "
      "('-5', '7')");
}

TEST_CASE("what is missing is said with what to run") {
  const auto trouble = [](const StatementSource& source, bool sees = true) {
    return trouble_with(source, "Shop RO", sees).value_or("");
  };
  StatementSource source = modern();
  CHECK(trouble(source).empty());
  CHECK(trouble(source, false) ==
        "role \"Shop RO\" cannot see the statements of others; GRANT pg_monitor TO \"Shop RO\";");

  source.may_read = false;
  CHECK(
      trouble(source) ==
      "role \"Shop RO\" may not read pg_stat_statements; run in database shop: GRANT USAGE ON SCHEMA public TO "
      "\"Shop RO\"; GRANT EXECUTE ON FUNCTION public.pg_stat_statements(boolean) TO \"Shop RO\";");

  source = modern();
  source.columns = {"userid", "dbid", "total_time"};
  CHECK(trouble(source).find("ALTER EXTENSION pg_stat_statements UPDATE;") != std::string::npos);

  source = modern();
  source.version.clear();
  CHECK(trouble(source).ends_with("run in database shop: CREATE EXTENSION pg_stat_statements;"));
  source.entry_limit.reset();
  CHECK(trouble(source) ==
        "pg_stat_statements is not loaded: add it to shared_preload_libraries and restart the server; then run "
        "in "
        "database shop: CREATE EXTENSION pg_stat_statements;");
  source.version = "1.10";
  CHECK(trouble(source).ends_with("restart the server"));
}
