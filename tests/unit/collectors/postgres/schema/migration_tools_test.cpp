#include "collectors/postgres/schema/migration_tools.hpp"

#include "collectors/postgres/schema/expected_tables.hpp"
#include "collectors/postgres/schema/literal.hpp"
#include "collectors/postgres/schema/metrics.hpp"
#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

std::string tool_name(std::string_view table, std::string_view columns) {
  const MigrationTool* tool = tool_of(table, columns);
  return tool ? std::string(tool->name) : "none";
}

}  // namespace

TEST_CASE("a table's columns tell whose it is") {
  CHECK(tool_name("schema_migrations", "version") == "Rails");
  CHECK(tool_name("schema_migrations", "dirty,version") == "golang-migrate");
  CHECK(tool_name("schema_migrations", "inserted_at,version") == "Ecto");
  CHECK(tool_name("schema_migrations", "versions") == "none");
  CHECK(tool_name("app_schema_history", "installed_rank,script,success,version") == "Flyway");
  CHECK(tool_name("product_schema_history", "id,product") == "none");
  CHECK(tool_name("alembic_version", "version_num") == "Alembic");
}

TEST_CASE("a number that golang-migrate has passed counts as applied") {
  const MigrationTool& tool = *tool_named("golang-migrate");
  CHECK(history_query(tool, "t", "12").find("version::numeric > 12 or ") != std::string::npos);
  CHECK(history_query(tool, "t", "1; drop").find("numeric >") == std::string::npos);
}

TEST_CASE("nothing is sought when no migration is expected") {
  CHECK(history_query(*tool_named("Rails"), "t", "").find("where false limit 1") != std::string::npos);
}

TEST_CASE("text from the config stays text") {
  CHECK(quoted_literal("it's") == "'it''s'");
  CHECK(quoted_literal("a\\'b") == "E'a\\\\''b'");
  CHECK(missing_tables_query({"o'brien"}).find("array['o''brien']") != std::string::npos);
}

TEST_CASE("failed migrations are counted only where every history was read") {
  Databases databases;
  Schema& schema = databases.visits["shop"].schema;
  CHECK(schema_samples(databases).empty());
  schema.migrations.resize(2);
  schema.migrations[0].broken.resize(2);
  REQUIRE(schema_samples(databases).size() == 1);
  CHECK(schema_samples(databases).front().value == 2);
  schema.migrations[1].locked = true;
  CHECK(schema_samples(databases).empty());
}
