#include <functional>
#include <limits>

#include "alerts/incidents.hpp"
#include "alerts/rules/dead_rows.hpp"
#include "alerts/rules/invalid_index.hpp"
#include "alerts/rules/sequence_exhaustion.hpp"
#include "alerts/rules/unindexed_foreign_key.hpp"
#include "alerts/rules/unused_index.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"
#include "tests/unit/collectors/postgres/storage/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::scene;
using namespace lifeguard::postgres;

namespace {

struct Shop {
  Databases databases;
  Storage& storage = databases.visits["shop"].storage;

  Shop() {
    databases.own = "shop";
    databases.visits["shop"].taken = kNow - Seconds(60);
    storage.taken = kNow;
    storage.counted_since = kNow - Seconds(30 * 86400);
    storage.sequences.complete = true;
  }

  Snapshot snapshot() const {
    Snapshot snapshot = scene::Server{}.snapshot();
    std::get<postgres::Facts>(snapshot.facts).databases = std::make_shared<const Databases>(databases);
    snapshot.parts.push_back({"databases", true, {}, ""});
    return snapshot;
  }

  std::vector<Finding> see(const Rule& rule) const {
    const Snapshot now = snapshot();
    return rule.inspect(View{now, History{}});
  }

  bool can_clear(const Rule& rule, const std::string& key) const {
    const Snapshot now = snapshot();
    Incident incident;
    incident.key = key;
    return rule.can_clear(View{now, History{}}, incident);
  }
};

}  // namespace

TEST_CASE("a table full of dead rows is told with its last vacuum and the vacuum to run") {
  Shop shop;
  shop.storage.tables = {messy_table("app", "Order", 400'000, 600'000)};
  const auto findings = shop.see(DeadRows{DeadRowsConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop/app.Order");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].since == kNow - Seconds(60));
  CHECK(findings[0].summary ==
        "table app.\"Order\" of database shop has 400000 dead rows, 40 % of all; last vacuumed never, that "
        "statistics know of");
  CHECK(findings[0].remedy.starts_with("VACUUM (VERBOSE, ANALYZE) app.\"Order\";  -- in database shop;"));
}

TEST_CASE("dead rows count by their share and by their number") {
  const auto severities = [](std::int64_t dead, std::int64_t live) {
    Shop shop;
    shop.storage.tables = {messy_table("app", "t", dead, live)};
    std::vector<Severity> all;
    for (const Finding& finding : shop.see(DeadRows{DeadRowsConfig{}})) all.push_back(finding.severity);
    return all;
  };
  CHECK(severities(99'999, 0).empty());
  CHECK(severities(100'000, 0) == std::vector{Severity::critical});
  CHECK(severities(200'000, 800'000) == std::vector{Severity::warning});
  CHECK(severities(160'000, 840'000) == std::vector{Severity::none});  // an open one stays
  CHECK(severities(140'000, 860'000).empty());
}

TEST_CASE("twenty tables full of dead rows may hide one more") {
  Shop shop;
  for (int i = 0; i < 19; ++i)
    shop.storage.tables.push_back(messy_table("app", "t" + std::to_string(i), 200'000, 1));
  CHECK(shop.can_clear(DeadRows{DeadRowsConfig{}}, "shop/app.orders"));
  shop.storage.tables.push_back(messy_table("app", "t19", 200'000, 1));
  CHECK_FALSE(shop.can_clear(DeadRows{DeadRowsConfig{}}, "shop/app.orders"));
}

TEST_CASE("a serial that runs out needs its column widened") {
  Shop shop;
  Sequence sequence = sequence_at(2'040'000'000, 2'147'483'647);
  sequence.column_type = "integer";
  shop.storage.sequences.fullest = {sequence};
  const auto findings = shop.see(SequenceExhaustion{SequenceConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop/app.orders_id_seq");
  CHECK(findings[0].severity == Severity::critical);
  CHECK(
      findings[0].summary ==
      "sequence app.orders_id_seq of database shop is at 2040000000 of 2147483647 (95 % used), all that column "
      "app.orders.id can hold");
  CHECK(value_of(findings[0].evidence[0], "values left") == "107483647");
  CHECK(findings[0].remedy.starts_with(
      "ALTER TABLE app.orders ALTER COLUMN id TYPE bigint; ALTER SEQUENCE app.orders_id_seq AS bigint;  -- in "
      "database shop;"));
}

TEST_CASE("a sequence that ends before its column does needs no more than a new end") {
  Shop shop;
  Sequence sequence = sequence_at(80, 100);
  sequence.column_type = "bigint";
  shop.storage.sequences.fullest = {sequence};
  auto findings = shop.see(SequenceExhaustion{SequenceConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].remedy == "ALTER SEQUENCE app.orders_id_seq AS bigint NO MAXVALUE;  -- in database shop");

  shop.storage.sequences.fullest[0].increment = -1;
  findings = shop.see(SequenceExhaustion{SequenceConfig{}});
  CHECK(findings[0].remedy == "ALTER SEQUENCE app.orders_id_seq AS bigint NO MINVALUE;  -- in database shop");
}

TEST_CASE("sequences that were not all read are not known to be well") {
  Shop shop;
  const SequenceExhaustion rule{SequenceConfig{}};
  CHECK(shop.can_clear(rule, "shop/app.orders_id_seq"));
  shop.storage.sequences.complete = false;
  CHECK_FALSE(shop.can_clear(rule, "shop/app.orders_id_seq"));
  shop.storage.sequences.complete = true;
  shop.storage.sequences.hidden = 1;
  CHECK_FALSE(shop.can_clear(rule, "shop/app.orders_id_seq"));
}

TEST_CASE("an invalid index is to be dropped or built again, and one under construction is let be") {
  Shop shop;
  shop.storage.invalid_indexes = {
      2, {{"app", "orders", "orders_ref", 0, false}, {"app", "orders", "new", 0, true}}};
  const auto findings = shop.see(InvalidIndex{InvalidIndexConfig{}});
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].key == "shop/app.orders_ref");
  CHECK(findings[0].severity == Severity::warning);
  CHECK(findings[0].remedy.starts_with(
      "DROP INDEX CONCURRENTLY app.orders_ref;  -- in database shop; or build it "
      "again: REINDEX INDEX CONCURRENTLY app.orders_ref;"));
  CHECK(findings[1].severity == Severity::none);
}

TEST_CASE("what REINDEX CONCURRENTLY left behind is dropped, never built again") {
  Shop shop;
  shop.storage.invalid_indexes = {1, {{"app", "orders", "orders_ref_ccnew1", 0, false}}};
  CHECK(shop.see(InvalidIndex{InvalidIndexConfig{}})[0].remedy ==
        "DROP INDEX CONCURRENTLY app.orders_ref_ccnew1;  -- in database shop");
}

TEST_CASE("large indexes that nothing uses are one finding for a database") {
  Shop shop;
  shop.storage.unused_indexes = {3,
                                 {{"app", "orders", "a", (200_MiB).count, false},
                                  {"app", "Lines", "B", (100_MiB).count, false},
                                  {"app", "orders", "small", (99_MiB).count, false}}};
  const auto findings = shop.see(UnusedIndex{UnusedIndexConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop");
  CHECK(findings[0].severity == Severity::info);
  CHECK(
      findings[0].summary ==
      "2 large indexes of database shop, 300 MiB in all, served no query since statistics were reset 30 d ago");
  CHECK(findings[0].remedy.starts_with(
      "DROP INDEX CONCURRENTLY app.a; DROP INDEX CONCURRENTLY app.\"B\";  -- in database shop, one by one;"));
}

TEST_CASE("young statistics accuse no index, and a standby's never") {
  Shop shop;
  shop.storage.unused_indexes = {1, {{"app", "orders", "a", (200_MiB).count, false}}};
  const UnusedIndex rule{UnusedIndexConfig{}};
  shop.storage.counted_since = kNow - Seconds(6 * 86400);
  CHECK(shop.see(rule).at(0).severity == Severity::none);
  shop.storage.counted_since.reset();
  CHECK(shop.see(rule).at(0).severity == Severity::none);
  shop.storage.counted_since = kNow - Seconds(8 * 86400);
  CHECK(shop.see(rule).at(0).severity == Severity::info);
  shop.storage.in_recovery = true;
  CHECK(shop.see(rule).empty());
}

TEST_CASE("foreign keys without an index are told by the largest table, with what to create") {
  Shop shop;
  shop.storage.unindexed_foreign_keys = {
      2,
      {{"app", "lines", "lines_order_fkey", "\"Order\", part", "app", "orders", 2'000'000, 0},
       {"app", "tiny", "tiny_fkey", "order_id", "app", "orders", 9'999, 0}}};
  const auto findings = shop.see(UnindexedForeignKey{ForeignKeyConfig{}});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].key == "shop");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].summary ==
        "1 foreign key of database shop without an index: to delete or change a row of app.orders reads all of "
        "app.lines, about 2000000 rows, and keeps its lock meanwhile");
  CHECK(findings[0].remedy ==
        "CREATE INDEX CONCURRENTLY ON app.lines (\"Order\", part);  -- in database shop, one by one");
}

TEST_CASE("a database that could not be visited ends none of its incidents, and the others end theirs") {
  Shop shop;
  const InvalidIndex rule{InvalidIndexConfig{}};
  shop.databases.visits["stock"] = shop.databases.visits["shop"];
  for (const char* database : {"shop", "stock"}) {
    shop.databases.visits[database].storage.invalid_indexes = {1, {{"app", "t", "i", 0, false}}};
  }
  Incidents incidents;
  const auto look = [&] {
    const Snapshot now = shop.snapshot();
    incidents.take(now, observe(rule, View{now, History{}}), rule.basics(), "checkout");
    std::map<std::string, IncidentState> states;
    for (const Incident& incident : incidents.open()) states[incident.key] = incident.state;
    return states;
  };
  using States = std::map<std::string, IncidentState>;
  CHECK(look() == States{{"shop/app.i", IncidentState::firing}, {"stock/app.i", IncidentState::firing}});
  shop.databases.visits.clear();
  shop.databases.refused = {{"shop", "no answer within 3 s"}};
  CHECK(look() == States{{"shop/app.i", IncidentState::unknown}, {"stock/app.i", IncidentState::recovering}});
}
