#include "collectors/postgres/storage/metrics.hpp"

#include <map>

#include "tests/catch.hpp"
#include "tests/unit/collectors/postgres/storage/scene.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;
using namespace lifeguard::scene;

namespace {

std::map<std::string, double> values(const Databases& databases) {
  std::map<std::string, double> values;
  for (const Sample& sample : storage_samples(databases)) {
    std::string name(sample.metric->name);
    for (const std::string& label : sample.labels) name += "|" + label;
    REQUIRE(sample.labels.size() == sample.metric->labels.size());
    CHECK(values.emplace(name, sample.value).second);  // no series twice
  }
  return values;
}

DatabaseVisit crowded(std::int64_t bytes) {
  DatabaseVisit visit;
  visit.storage.bytes = bytes;
  visit.storage.growth = 1;
  visit.storage.sequences.complete = true;
  for (int i = 0; i < 10; ++i) {
    Table table = large_table("t" + std::to_string(i), 1000);
    table.shown_as_large = table.is_messy = table.shown_as_messy = true;
    table.dead_rows = table.live_rows = 5;
    table.vacuumed = TimePoint{} + Seconds(10);
    visit.storage.tables.push_back(table);
    Sequence sequence = sequence_at(1, 2);
    sequence.name += std::to_string(i);
    visit.storage.sequences.fullest.push_back(sequence);
  }
  return visit;
}

}  // namespace

TEST_CASE("a database's storage as metrics") {
  Databases databases;
  databases.visits["shop"] = crowded(4096);
  const auto seen = values(databases);
  CHECK(seen.at("lifeguard_pg_database_bytes|shop") == 4096);
  CHECK(seen.at("lifeguard_pg_database_growth_bytes_per_second|shop") == 1);
  CHECK(seen.at("lifeguard_pg_table_bytes|shop|app|t0") == 1000);
  CHECK(seen.at("lifeguard_pg_table_dead_rows|shop|app|t0") == 5);
  CHECK(seen.at("lifeguard_pg_table_dead_rows_ratio|shop|app|t0") == 0.5);
  CHECK(seen.at("lifeguard_pg_table_last_vacuum_timestamp_seconds|shop|app|t0") == 10);
  CHECK(seen.at("lifeguard_pg_sequence_used_ratio|shop|app|orders_id_seq4") == 0.5);
  CHECK_FALSE(seen.contains("lifeguard_pg_sequence_used_ratio|shop|app|orders_id_seq5"));
}

TEST_CASE("what one visit cannot tell is absent") {
  Databases databases;
  databases.visits["shop"].storage.tables = {messy_table("app", "t", 1, 1)};
  databases.visits["shop"].storage.tables[0].shown_as_messy = true;
  const auto seen = values(databases);
  CHECK_FALSE(seen.contains("lifeguard_pg_database_growth_bytes_per_second|shop"));
  CHECK_FALSE(seen.contains("lifeguard_pg_table_last_vacuum_timestamp_seconds|shop|app|t"));
  CHECK_FALSE(seen.contains("lifeguard_pg_hidden_sequences|shop"));
}

TEST_CASE("the series are bounded whatever the number of databases, and the dsn's own is among them") {
  Databases databases;
  databases.own = "zoo";
  for (int i = 0; i < 300; ++i) databases.visits["db" + std::to_string(i)] = crowded(1'000'000 + i);
  databases.visits["zoo"] = crowded(1);
  const auto seen = values(databases);
  CHECK(seen.size() <= 600);
  CHECK(seen.contains("lifeguard_pg_table_bytes|zoo|app|t0"));

  // Sizes that are about the same do not change who is shown.
  std::size_t same = 0;
  for (auto& [name, visit] : databases.visits) visit.storage.bytes += 100 - static_cast<int>(name.size());
  for (const auto& [name, value] : values(databases)) same += seen.contains(name);
  CHECK(same == seen.size());
}
