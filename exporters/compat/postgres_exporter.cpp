#include "exporters/compat/postgres_exporter.hpp"

#include <algorithm>

#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;

// Statements are left out: the original does not ask for them unless it is told to, and a server that does not
// load pg_stat_statements is no error.
bool failed(const Snapshot& snapshot) {
  return !snapshot.up || std::any_of(snapshot.parts.begin(), snapshot.parts.end(), [](const PartResult& part) {
    return !part.success && part.part != "statements";
  });
}

const Table<Snapshot> kTarget{
    kPostgresHelp,
    {"server"},
    {{{"pg_up"}, gauge, &Snapshot::up}, {{"pg_exporter_last_scrape_error"}, gauge, failed}}};

const Table<postgres::Identity> kIdentity{
    kPostgresHelp,
    {"server"},
    {{{"pg_postmaster_start_time_seconds"}, gauge, &postgres::Identity::started},
     {{"pg_replication_is_replica"}, gauge, &postgres::Identity::in_recovery}}};

const MetricDef kStatic{"pg_static", kPostgresHelp, gauge, {"server", "short_version", "version"}};

// 150018 → "15.18.0"
std::string short_version(int version) {
  return std::to_string(version / 10000) + "." + std::to_string(version % 10000) + ".0";
}

}  // namespace

void write_postgres(const Snapshot& snapshot, const std::string& server, std::vector<Sample>& out) {
  const PostgresTarget of{snapshot.target, server};
  kTarget.write(snapshot, of.labels(), out);
  const auto* facts = std::get_if<postgres::Facts>(&snapshot.facts);
  if (!facts || !snapshot.up) return;
  const postgres::Identity& identity = facts->identity;
  if (identity.version > 0) {
    kIdentity.write(identity, of.labels(), out);
    const auto labels = of.labels({short_version(identity.version), "PostgreSQL " + identity.version_text});
    out.push_back({&kStatic, labels, 1});
  }
  write_sessions(*facts, of, out);
  write_databases(*facts, of, out);
  write_settings(*facts, of, out);
  write_wal(*facts, of, out);
  write_replication(*facts, of, out);
  write_tables(*facts, of, out);
  write_statements(*facts, of, out);
}

}  // namespace lifeguard::compat
