#include <charconv>

#include "collectors/postgres/posture/facts.hpp"
#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using Limits = postgres::ConnectionLimits;

const Table<Limits> kLimits{
    kPostgresHelp,
    {"server"},
    {{{"pg_settings_max_connections"}, gauge, &Limits::max_connections},
     {{"pg_settings_superuser_reserved_connections"}, gauge, &Limits::superuser_reserved}}};

constexpr std::size_t kMostRoles = 50;

const MetricDef kRoleLimit{"pg_roles_connection_limit", kPostgresHelp, gauge, {"server", "rolname"}};

struct Setting {
  std::string name;  // the server's
  MetricDef metric;
  Setting(std::string_view metric_name, std::string its_name)
      : name(std::move(its_name)), metric{metric_name, kPostgresHelp, gauge, {"server"}} {}
};

const Setting kSettings[] = {
    {"pg_settings_autovacuum_vacuum_scale_factor", "autovacuum_vacuum_scale_factor"},
    {"pg_settings_autovacuum_vacuum_threshold", "autovacuum_vacuum_threshold"},
    {"pg_settings_effective_cache_size_bytes", "effective_cache_size"},
    {"pg_settings_maintenance_work_mem_bytes", "maintenance_work_mem"},
    {"pg_settings_max_locks_per_transaction", "max_locks_per_transaction"},
    {"pg_settings_max_parallel_workers", "max_parallel_workers"},
    {"pg_settings_max_wal_size_bytes", "max_wal_size"},
    {"pg_settings_max_worker_processes", "max_worker_processes"},
    {"pg_settings_random_page_cost", "random_page_cost"},
    {"pg_settings_seq_page_cost", "seq_page_cost"},
    {"pg_settings_shared_buffers_bytes", "shared_buffers"},
    {"pg_settings_work_mem_bytes", "work_mem"},
};

std::optional<double> number_in(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

void write_settings(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (facts.server) {
    kLimits.write(facts.server->limits, of.labels(), out);
    std::size_t shown = 0;
    for (const auto& [role, limit] : facts.server->limits.of_role) {
      if (++shown > kMostRoles) break;
      out.push_back({&kRoleLimit, of.labels({role}), static_cast<double>(limit)});
    }
  }
  if (!facts.posture) return;
  for (const Setting& setting : kSettings) {
    const auto found = facts.posture->settings.find(setting.name);
    if (found == facts.posture->settings.end()) continue;
    if (const auto value = number_in(found->second)) out.push_back({&setting.metric, of.labels(), *value});
  }
}

}  // namespace lifeguard::compat
