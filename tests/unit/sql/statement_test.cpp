#include "sql/statement.hpp"

#include "tests/catch.hpp"

using lifeguard::sql::Exposure;
using lifeguard::sql::normalise;
using lifeguard::sql::Statement;

TEST_CASE("literals become parameters") {
  CHECK(normalise("select * from customers where name = 'Ada Lovelace' and age > 36") ==
        "select * from customers where name = $1 and age > $2");
  CHECK(normalise("select E'it\\\\s', B'101', X'ff', 1.5e3, $$body$$") == "select $1, $2, $3, $4, $5");
}

TEST_CASE("new parameters count on from those the statement has") {
  CHECK(normalise("select $2, 'x' where id = $1") == "select $2, $3 where id = $1");
}

TEST_CASE("comments vanish, for they may hold anything") {
  CHECK(normalise("select 1 /* user=alice@example.com */ from t -- secret\n where x = 2") ==
        "select $1 from t where x = $2");
}

TEST_CASE("passwords in utility statements are literals too") {
  CHECK(normalise("ALTER ROLE app PASSWORD 'hunter2'") == "ALTER ROLE app PASSWORD $1");
}

TEST_CASE("a statement cut off inside a literal hides its beginning too") {
  CHECK(normalise("select * from t where name = 'Ada Love") == "select * from t where name = $1");
  CHECK(normalise("select * from t where x = 1 /* trace") == "select * from t where x = $1");
  CHECK(normalise("select 'a \" b") == "select $1");
  CHECK(normalise("select \"a ' b").find("$") == std::string::npos);
  CHECK(normalise("do $$ begin perform 'secret") == "do $1");
}

TEST_CASE("what cannot be scanned is shown as its first word") {
  const std::string shown = normalise("insert into t values ($tag$ secret");
  CHECK(shown == "insert …");
}

TEST_CASE(
    "a backslash before a quote may or may not end the string, so nothing after the first word is shown") {
  CHECK(normalise("select * from t where v = 'O\\'Brien SECRET'") == "select …");
}

TEST_CASE("white space folds") {
  CHECK(normalise("  select\n\t 1 ,\n 2  ") == "select $1 , $2");
}

TEST_CASE("statements that differ in literals have one fingerprint") {
  const Statement one("select * from t where id in (1, 2, 3)"), other("select * from t where id in (4, 5)"),
      third("select * from u where id in (4, 5)");
  CHECK(one.fingerprint() == other.fingerprint());
  CHECK(one.fingerprint() != third.fingerprint());
  CHECK(one.fingerprint().size() == 16);
}

TEST_CASE("a cut off statement has a fingerprint that its literals do not change") {
  CHECK(Statement("select * from t where a = 'x").fingerprint() ==
        Statement("select * from t where a = 'yy").fingerprint());
}

TEST_CASE("the raw text comes out only when the config allows it") {
  CHECK(Statement("select 'secret'").text() == "select $1");
  CHECK(Statement("select 'secret'", Exposure::raw).text() == "select 'secret'");
}

TEST_CASE("long statements are cut at a character") {
  const Statement statement("select \"ééééé\"");
  CHECK(statement.text(15) == "select \"éé…");
}
