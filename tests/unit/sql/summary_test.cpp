#include "sql/summary.hpp"

#include "tests/catch.hpp"

using lifeguard::sql::summary;

TEST_CASE("a summary says what is done to which tables") {
  CHECK(summary("select * from orders where id = 1") == "SELECT orders");
  CHECK(summary("select 1") == "SELECT");
  CHECK(summary("SELECT o.id FROM shop.orders o JOIN \"Customers\" c ON c.id = o.c, sums") ==
        "SELECT shop.orders \"Customers\" sums");
  CHECK(summary("insert into sums (a, b) select x, y from orders") == "INSERT sums SELECT orders");
  CHECK(summary("insert into t (a) values (1) on conflict (a) do update set b = 2") == "INSERT t");
  CHECK(summary("update only stock set n = n - 1 from orders where sku = 'x'") == "UPDATE stock orders");
  CHECK(summary("delete from a using b where a.id = b.id") == "DELETE a b");
  CHECK(summary("merge into a using b on a.id = b.id when matched then update set x = 1") == "MERGE a b");
  CHECK(summary("begin; select 1 from a; commit") == "BEGIN SELECT a COMMIT");
}

TEST_CASE("a summary tells tables from what stands in their place") {
  CHECK(summary("select * from (select * from a, b) x, c") == "SELECT SELECT a b c");
  CHECK(summary("with recent as (select * from orders), few (n) as materialized (select 1 from recent) "
                "select * from recent, few, t") == "SELECT orders SELECT SELECT t");
  CHECK(summary("select n from generate_series(1, 9) n, t") == "SELECT t");
  CHECK(summary("select extract(year from at), substring(x from 2) from t where a is distinct from b") ==
        "SELECT t");
  CHECK(summary("select * from t where id in (select id from u) order by x, y for no key update") ==
        "SELECT t SELECT u");
  CHECK(summary("select \"from\" from \"select\"") == "SELECT \"select\"");
  CHECK(summary("copy orders (a, b) from stdin") == "COPY orders");
  CHECK(summary("copy (select * from a) to stdout") == "COPY SELECT a");
}

TEST_CASE("a summary of what is no query is its first words") {
  CHECK(summary("create unique index concurrently on orders (id)") == "CREATE INDEX");
  CHECK(summary("create temp table x as select * from y") == "CREATE TABLE x SELECT y");
  CHECK(summary("create trigger t before update on a execute function f()") == "CREATE TRIGGER");
  CHECK(summary("drop table if exists a, b") == "DROP TABLE a b");
  CHECK(summary("alter table a alter b type int using b::int") == "ALTER TABLE a");
  CHECK(summary("vacuum (analyze, verbose) a") == "VACUUM");
  CHECK(summary("vacuum a") == "VACUUM a");
  CHECK(summary("truncate table a, b") == "TRUNCATE a b");
  CHECK(summary("explain analyze select * from a") == "EXPLAIN SELECT a");
  CHECK(summary("set statement_timeout = 1000") == "SET");
  CHECK(summary("call work('secret')") == "CALL");
  CHECK(summary("do $$ select 'secret' $$") == "DO");
}

TEST_CASE("a summary never holds a literal, and ends where the text is not sure") {
  CHECK(summary("select 'from secret' from t") == "SELECT t");
  CHECK(summary("select * from t where a = 'x\\' , from secret' from u") == "SELECT t");
  CHECK(summary("insert into t values ($tag$ from secret") == "INSERT");
  CHECK(summary("select * from t where a = 'cut o") == "SELECT t");
  CHECK(summary("/* select from x */ select * from t -- from y") == "SELECT t");
  CHECK(summary("") == "");
  CHECK(summary("-- nothing") == "");
  CHECK(summary("))) , ( ; .") == "");
}

TEST_CASE("a summary of many tables is cut between two of them") {
  std::string statement = "select * from t0";
  for (int i = 1; i < 200; ++i) statement += ", t" + std::to_string(i);
  const std::string text = summary(statement);
  CHECK(text.size() <= 255);
  CHECK(text.size() > 245);
  CHECK(text.ends_with(" t" + std::to_string(std::stoi(text.substr(text.rfind('t') + 1)))));
}
