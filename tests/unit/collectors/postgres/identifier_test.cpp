#include "collectors/postgres/identifier.hpp"

#include "tests/catch.hpp"

using namespace lifeguard::postgres;

TEST_CASE("a name is quoted where PostgreSQL needs it") {
  CHECK(quoted_identifier("orders_2") == "orders_2");
  CHECK(quoted_identifier("Orders") == "\"Orders\"");
  CHECK(quoted_identifier("2fast") == "\"2fast\"");
  CHECK(quoted_identifier("a\"b") == "\"a\"\"b\"");
  CHECK(quoted_identifier("order") == "\"order\"");
  CHECK(quoted_identifier("all") == "\"all\"");
  CHECK(quoted_identifier("with") == "\"with\"");
  CHECK(quoted_identifier("system_user") == "\"system_user\"");
  CHECK(quoted_identifier("") == "\"\"");
  CHECK(qualified("user", "Line items") == "\"user\".\"Line items\"");
}
