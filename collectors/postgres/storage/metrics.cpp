#include "collectors/postgres/storage/metrics.hpp"

#include <algorithm>
#include <bit>

namespace lifeguard::postgres {
namespace {

using enum MetricType;

// At most 50 databases x 7 + 5 databases x (10 + 3 x 10 + 5): 575 series, whatever the schemas hold.
constexpr std::size_t kMostDatabases = 50;
constexpr std::size_t kMostDetailed = 5;
constexpr std::size_t kMostSequences = 5;

const MetricDef kSize{"lifeguard_pg_database_bytes",
                      "Size of the database on disk; the dsn's own and the largest, fifty at most.",
                      gauge,
                      {"database"}};
const MetricDef kGrowth{"lifeguard_pg_database_growth_bytes_per_second",
                        "How fast the database grows, over up to 36 visits; negative when it shrinks.",
                        gauge,
                        {"database"}};
const MetricDef kInvalid{"lifeguard_pg_invalid_indexes",
                         "Indexes that are not valid: they cost writes and serve no query.",
                         gauge,
                         {"database"}};
const MetricDef kUnused{"lifeguard_pg_unused_indexes",
                        "Indexes of any size that no query has scanned since statistics were reset. Scans on "
                        "standbys do not count.",
                        gauge,
                        {"database"}};
const MetricDef kUnindexed{"lifeguard_pg_unindexed_foreign_keys",
                           "Foreign keys whose columns are not the first of any index.",
                           gauge,
                           {"database"}};
const MetricDef kHidden{"lifeguard_pg_hidden_sequences",
                        "Sequences whose values are not known, for the role may not read them; GRANT "
                        "pg_read_all_data (14+) or SELECT ON ALL SEQUENCES.",
                        gauge,
                        {"database"}};
const MetricDef kLooked{"lifeguard_pg_database_last_visit_timestamp_seconds",
                        "When the database was last looked into, Unix time.",
                        gauge,
                        {"database"}};
const MetricDef kTableBytes{"lifeguard_pg_table_bytes",
                            "Size of the table with its toast and indexes: an estimate, as the last vacuum or "
                            "analyze left it; the ten largest of the dsn's own and the four largest databases.",
                            gauge,
                            {"database", "schema", "table"}};
const MetricDef kDead{"lifeguard_pg_table_dead_rows",
                      "Rows that vacuum has yet to remove, an estimate; the ten tables with the most.",
                      gauge,
                      {"database", "schema", "table"}};
const MetricDef kDeadRatio{"lifeguard_pg_table_dead_rows_ratio",
                           "Dead rows over all rows of the table, an estimate; the ten tables with the most.",
                           gauge,
                           {"database", "schema", "table"}};
const MetricDef kVacuumed{"lifeguard_pg_table_last_vacuum_timestamp_seconds",
                          "When the table was last vacuumed, by hand or automatically, Unix time; absent when "
                          "statistics know of no vacuum. The ten tables with the most dead rows.",
                          gauge,
                          {"database", "schema", "table"}};
const MetricDef kSequenceUsed{
    "lifeguard_pg_sequence_used_ratio",
    "Share of a sequence, or of its column's type, that is used up; the five fullest.",
    gauge,
    {"database", "schema", "sequence"}};

using Visit = std::pair<const std::string, DatabaseVisit>;

// The dsn's own first, then the largest by powers of two and by name: databases of about the same size do not
// change places, so that series do not churn.
std::vector<const Visit*> ranked(const Databases& databases) {
  std::vector<const Visit*> visits;
  for (const Visit& visit : databases.visits) visits.push_back(&visit);
  const auto rank = [&](const Visit& visit) {
    const auto bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(visit.second.storage.bytes, 0));
    return visit.first == databases.own ? 100 : static_cast<int>(std::bit_width(bytes));
  };
  std::stable_sort(visits.begin(), visits.end(),
                   [&](const Visit* a, const Visit* b) { return rank(*a) > rank(*b); });
  return visits;
}

double unix_time(TimePoint at) {
  return Seconds(at.time_since_epoch()).count();
}

void add_database(const Visit& visit, std::vector<Sample>& samples) {
  const auto& [database, seen] = visit;
  const Storage& storage = seen.storage;
  const auto add = [&](const MetricDef& metric, double value) {
    samples.push_back({&metric, {database}, value});
  };
  add(kLooked, unix_time(seen.taken));
  add(kSize, static_cast<double>(storage.bytes));
  if (storage.growth) add(kGrowth, *storage.growth);
  add(kInvalid, static_cast<double>(storage.invalid_indexes.count));
  add(kUnused, static_cast<double>(storage.unused_indexes.count));
  add(kUnindexed, static_cast<double>(storage.unindexed_foreign_keys.count));
  if (storage.sequences.complete) add(kHidden, static_cast<double>(storage.sequences.hidden));
}

void add_objects(const Visit& visit, std::vector<Sample>& samples) {
  const auto& [database, seen] = visit;
  for (const Table& table : seen.storage.tables) {
    const auto add = [&](const MetricDef& metric, double value) {
      samples.push_back({&metric, {database, table.schema, table.name}, value});
    };
    if (table.shown_as_large && table.bytes) add(kTableBytes, static_cast<double>(*table.bytes));
    if (!table.shown_as_messy) continue;
    add(kDead, static_cast<double>(table.dead_rows));
    add(kDeadRatio, dead_share(table));
    if (table.vacuumed) add(kVacuumed, unix_time(*table.vacuumed));
  }
  const auto& fullest = seen.storage.sequences.fullest;
  for (std::size_t i = 0; i < std::min(fullest.size(), kMostSequences); ++i) {
    samples.push_back({&kSequenceUsed, {database, fullest[i].schema, fullest[i].name}, fullest[i].used});
  }
}

}  // namespace

const std::vector<const MetricDef*>& storage_metrics() {
  static const std::vector<const MetricDef*> all{&kLooked, &kSize,      &kGrowth,   &kInvalid,
                                                 &kUnused, &kUnindexed, &kHidden,   &kTableBytes,
                                                 &kDead,   &kDeadRatio, &kVacuumed, &kSequenceUsed};
  return all;
}

std::vector<Sample> storage_samples(const Databases& databases) {
  std::vector<Sample> samples;
  std::size_t place = 0;
  for (const Visit* visit : ranked(databases)) {
    if (place == kMostDatabases) break;
    add_database(*visit, samples);
    if (place++ < kMostDetailed) add_objects(*visit, samples);
  }
  return samples;
}

}  // namespace lifeguard::postgres
