#include "exporters/compat/compat.hpp"

#include <algorithm>

#include "exporters/compat/pgbouncer_exporter.hpp"
#include "exporters/compat/postgres_exporter.hpp"
#include "exporters/compat/redis_exporter.hpp"

namespace lifeguard {
namespace {

struct Exporter {
  std::string_view name, kind;
  void (*write)(const Snapshot&, const std::string& server, std::vector<Sample>&);
};

constexpr Exporter kExporters[] = {
    {"postgres_exporter", "postgres", compat::write_postgres},
    {"pgbouncer_exporter", "pgbouncer", compat::write_pgbouncer},
    {"redis_exporter", "redis", compat::write_redis},
};

// "postgres/db:5432" → "db:5432"
std::string server_of(const Snapshot& snapshot, const std::map<std::string, std::string>& addresses) {
  const auto found = addresses.find(snapshot.target);
  return found == addresses.end() ? "" : found->second.substr(found->second.find('/') + 1);
}

}  // namespace

std::vector<Sample> compat_samples(const std::vector<SnapshotPtr>& latest,
                                   const std::vector<std::string>& exporters,
                                   const std::map<std::string, std::string>& addresses) {
  std::vector<Sample> samples;
  for (const Exporter& exporter : kExporters) {
    if (std::find(exporters.begin(), exporters.end(), exporter.name) == exporters.end()) continue;
    for (const SnapshotPtr& snapshot : latest) {
      if (snapshot->kind == exporter.kind) exporter.write(*snapshot, server_of(*snapshot, addresses), samples);
    }
  }
  return samples;
}

}  // namespace lifeguard
