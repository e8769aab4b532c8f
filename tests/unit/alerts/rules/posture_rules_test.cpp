#include "alerts/rules/pg_posture.hpp"
#include "alerts/rules/pg_timescaledb_job.hpp"
#include "alerts/rules/schema_drift.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/posture/facts.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

const History kNoHistory;

Snapshot with_databases(Databases databases, Posture posture = {}) {
  Snapshot snapshot = scene::Server().snapshot();
  auto& facts = std::get<postgres::Facts>(snapshot.facts);
  facts.posture = std::make_shared<const Posture>(std::move(posture));
  facts.databases = std::make_shared<const Databases>(std::move(databases));
  return snapshot;
}

std::vector<Finding> see(const Rule& rule, Posture posture, Databases databases) {
  const Snapshot now = with_databases(std::move(databases), std::move(posture));
  return rule.inspect({now, kNoHistory});
}

std::vector<Finding> see(const Rule& rule, Databases databases) {
  return see(rule, {}, std::move(databases));
}

bool can_clear(const Rule& rule, Databases databases, const std::string& key) {
  const Snapshot now = with_databases(std::move(databases));
  Incident incident;
  incident.key = key;
  return rule.can_clear({now, kNoHistory}, incident);
}

Databases one(Schema schema, Seconds seen_ago = Seconds(0)) {
  Databases databases;
  databases.own = "shop";
  DatabaseVisit& visit = databases.visits["shop"];
  visit.taken = scene::kNow - seen_ago;
  visit.schema = std::move(schema);
  return databases;
}

MigrationHistory history(std::vector<BrokenMigration> broken = {}) {
  MigrationHistory history;
  history.tool = "Flyway";
  history.table = "public.flyway_schema_history";
  history.newest = {"3.1"};
  history.migrate = "flyway migrate";
  history.mend = "flyway repair";
  history.broken = std::move(broken);
  return history;
}

const Finding& only(const std::vector<Finding>& findings) {
  REQUIRE(findings.size() == 1);
  return findings.front();
}

Posture with(std::map<std::string, std::string> settings) {
  Posture posture;
  posture.settings = std::move(settings);
  return posture;
}

std::map<std::string, Severity> severities(const std::vector<Finding>& findings) {
  std::map<std::string, Severity> seen;
  for (const Finding& finding : findings) seen.emplace(finding.key, finding.severity);
  return seen;
}

}  // namespace

TEST_CASE("a check that fails is a finding of its name: a warning when it is a danger, else info") {
  const auto seen = severities(see(PgPosture({}),
                                   with({{"fsync", "off"},
                                         {"full_page_writes", "on"},
                                         {"data_checksums", "off"},
                                         {"password_encryption", "scram-sha-256"}}),
                                   {}));
  CHECK(seen.at("durability") == Severity::warning);
  CHECK(seen.at("data_checksums") == Severity::info);
  CHECK_FALSE(seen.contains("md5_encryption"));
}

TEST_CASE("a check that cannot be made keeps its incident and opens none") {
  const auto seen = severities(see(PgPosture({}), {}, {}));
  for (const char* unknown : {"durability", "hba_trust_remote"}) {
    CHECK_FALSE(seen.contains(unknown));
    CHECK_FALSE(can_clear(PgPosture({}), {}, unknown));
  }
  CHECK(can_clear(PgPosture({}), {}, "a check of an older version"));
}

TEST_CASE("a check that is ignored is silent, known or not") {
  PostureConfig config;
  config.ignore = {"durability", "md5_passwords"};
  const auto seen =
      severities(see(PgPosture(config), with({{"fsync", "off"}, {"full_page_writes", "off"}}), {}));
  CHECK_FALSE(seen.contains("durability"));
  CHECK_FALSE(seen.contains("md5_passwords"));
}

TEST_CASE("an expected migration that no tool has applied is critical, with where the tool stands") {
  Schema schema;
  schema.expected_migration = "3.2";
  schema.migrations = {history()};
  const auto seen = see(SchemaDrift({}), one(schema));
  CHECK(only(seen).severity == Severity::critical);
  CHECK(only(seen).summary ==
        "database shop is not at migration \"3.2\": Flyway stands at \"3.1\" in public.flyway_schema_history");
  CHECK(only(seen).remedy == "flyway migrate");
}

TEST_CASE("an expected migration in any of the tables is there") {
  Schema schema;
  schema.expected_migration = "3.2";
  schema.migrations = {history(), history()};
  schema.migrations[1].has_expected = true;
  CHECK(see(SchemaDrift({}), one(schema)).empty());
}

TEST_CASE("without a migration tool's table the expected migration is missing") {
  Schema schema;
  schema.expected_migration = "3.2";
  CHECK(only(see(SchemaDrift({}), one(schema))).summary.ends_with("no table of a migration tool is there"));
}

TEST_CASE("a migration table that is locked, denied or failed to be read is never a missing migration") {
  for (const char* how : {"locked", "denied", "failed"}) {
    Schema schema;
    schema.expected_migration = "3.2";
    schema.migrations = {history()};
    if (how == std::string("locked")) schema.migrations[0].locked = true;
    if (how == std::string("denied")) schema.migrations[0].grant = "GRANT SELECT ON t TO lifeguard;";
    if (how == std::string("failed")) schema.migrations[0].failure = "canceling statement due to lock timeout";
    std::map<std::string, Severity> expected;
    if (how == std::string("denied")) expected["shop/unreadable migrations"] = Severity::warning;
    CHECK(severities(see(SchemaDrift({}), one(schema))) == expected);
    CHECK_FALSE(can_clear(SchemaDrift({}), one(schema), "shop/expected migration"));
    CHECK_FALSE(can_clear(SchemaDrift({}), one(schema), "shop/failed migrations"));
    CHECK(can_clear(SchemaDrift({}), one(schema), "shop/expected tables"));
    schema.expected_migration.clear();
    CHECK(can_clear(SchemaDrift({}), one(schema), "shop/expected migration"));
  }
}

TEST_CASE("a database that could not be visited, or not yet, keeps its incidents") {
  Databases databases;
  databases.refused["shop"] = "too many connections";
  databases.waiting.insert("late");
  const Snapshot now = with_databases(databases);
  const SchemaDrift drift({});
  const PgTimescaledbJob jobs({});
  for (const Rule* rule : std::initializer_list<const Rule*>{&drift, &jobs}) {
    CHECK(rule->inspect({now, kNoHistory}).empty());
    for (const char* database : {"late", "shop"}) {
      Incident incident;
      incident.key = database;
      CHECK_FALSE(rule->can_clear({now, kNoHistory}, incident));
      incident.key += "/expected tables";
      CHECK_FALSE(rule->can_clear({now, kNoHistory}, incident));
    }
    Incident of_dropped;
    of_dropped.key = "shopping/expected tables";
    CHECK(rule->can_clear({now, kNoHistory}, of_dropped));
  }
}

TEST_CASE("expected tables that are missing are critical and named") {
  Schema schema;
  schema.expected_tables = {"orders", "app.stock", "customers"};
  schema.missing_tables = {"orders", "app.stock"};
  const auto seen = see(SchemaDrift({}), one(schema));
  CHECK(only(seen).severity == Severity::critical);
  CHECK(only(seen).summary == "database shop lacks 2 expected tables: \"orders\", \"app.stock\"");
}

TEST_CASE("a failed migration warns, with what mends it") {
  Schema schema;
  schema.migrations = {history({{"3.2", false, {}}})};
  const auto seen = see(SchemaDrift({}), one(schema));
  CHECK(only(seen).key == "shop/failed migrations");
  CHECK(only(seen).severity == Severity::warning);
  CHECK(only(seen).remedy == "flyway repair");
}

TEST_CASE("an unfinished migration warns once it has had ten minutes, by the time of the look and since") {
  Schema schema;
  schema.migrations = {history({{"3.2", true, Seconds(300)}})};
  CHECK(see(SchemaDrift({}), one(schema, Seconds(299))).empty());
  const auto seen = see(SchemaDrift({}), one(schema, Seconds(301)));
  CHECK(only(seen).since == scene::kNow - Seconds(601));
}

TEST_CASE("evidence of failed migrations is bounded") {
  Schema schema;
  schema.migrations = {history(std::vector<BrokenMigration>(9, {"3.2", false, {}}))};
  const auto seen = see(SchemaDrift({}), one(schema));
  CHECK(only(seen).evidence.size() == kMaxEvidence);
  CHECK(only(seen).summary.starts_with("9 migrations"));
}

TEST_CASE("a job of TimescaleDB that failed or is late warns, one in time does not") {
  Schema schema;
  schema.has_timescaledb = true;
  TimescaleJob job;
  job.id = 7;
  job.procedure = "policy_retention";
  job.relation = "public.metrics";
  job.behind = Seconds(3599);
  schema.jobs = {job};
  CHECK(see(PgTimescaledbJob({}), one(schema)).empty());
  schema.jobs->front().behind = Seconds(3600);
  CHECK(only(see(PgTimescaledbJob({}), one(schema))).summary ==
        "TimescaleDB in database shop: 1 job behind schedule, the first policy_retention of public.metrics");
  schema.jobs->front().behind.reset();
  schema.jobs->front().failed = true;
  CHECK(only(see(PgTimescaledbJob({}), one(schema))).summary.find("1 job failed") != std::string::npos);
}

TEST_CASE(
    "TimescaleDB's jobs that cannot be read keep their incident, and without TimescaleDB there is no finding") {
  CHECK(see(PgTimescaledbJob({}), one({})).empty());
  Schema schema;
  schema.has_timescaledb = true;
  CHECK(see(PgTimescaledbJob({}), one(schema)).empty());
  CHECK_FALSE(can_clear(PgTimescaledbJob({}), one(schema), "shop"));
}
