#include "collectors/postgres/activity/database_names.hpp"

#include "collectors/postgres/rows.hpp"
#include "tests/catch.hpp"

using namespace lifeguard::postgres;

TEST_CASE("a database's name is kept for the sessions that come without it") {
  DatabaseNames names;
  CHECK(names.name_of(5, "postgres") == "postgres");
  CHECK(names.name_of(16'384, "shop") == "shop");
  CHECK(names.name_of(5, "") == "postgres");
  CHECK(names.name_of(16'384, "") == "shop");
}

TEST_CASE("a database that was renamed goes by its new name") {
  DatabaseNames names;
  names.name_of(16'384, "shop");
  names.name_of(16'384, "store");
  CHECK(names.name_of(16'384, "") == "store");
}

TEST_CASE("a database whose name was never said has none") {
  DatabaseNames names;
  CHECK_THROWS_AS(names.name_of(16'384, ""), PgError);
  names.name_of(16'384, "shop");
  names.forget();
  CHECK_THROWS_AS(names.name_of(16'384, ""), PgError);
}
