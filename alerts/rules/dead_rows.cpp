#include "alerts/rules/dead_rows.hpp"

#include <algorithm>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

constexpr std::ptrdiff_t kRanked = 20;  // as tables.12.sql has it

Finding finding_of(const std::string& database, const DatabaseVisit& visit, const Table& table) {
  const std::string name = qualified(table.schema, table.name);
  const std::string vacuumed = ago(table.vacuumed, visit.storage.taken);
  Finding finding;
  finding.key = key_of(database, table.schema, table.name);
  finding.since = visit.taken;
  finding.summary = "table " + name + " of database " + database + " has " + std::to_string(table.dead_rows) +
                    " dead rows, " + percent(dead_share(table)) + " of all; last vacuumed " + vacuumed;
  finding.evidence.push_back({{"table", name},
                              {"database", database},
                              {"dead rows", std::to_string(table.dead_rows)},
                              {"live rows", std::to_string(table.live_rows)},
                              {"size without indexes (estimate)", in_words(Bytes{table.heap_bytes})},
                              {"last vacuumed", vacuumed},
                              {"last analyzed", ago(table.analyzed, visit.storage.taken)}});
  finding.remedy =
      "VACUUM (VERBOSE, ANALYZE) " + name + ";" + in_database(database) +
      "; if it reports dead rows that cannot be removed yet, end the transaction, slot or standby that "
      "holds them back; if it helps, let autovacuum come sooner: ALTER TABLE " +
      name + " SET (autovacuum_vacuum_scale_factor = 0.02);";
  return finding;
}

}  // namespace

// Twenty tables that all have so many dead rows may hide a twenty-first.
bool DeadRows::can_clear(const View& now, const Incident& incident) const {
  return could_look_into(now, incident.key, [&](const DatabaseVisit& visit) {
    const auto& tables = visit.storage.tables;
    return std::count_if(tables.begin(), tables.end(), [&](const Table& table) {
             return table.is_messy && table.dead_rows >= config_.rows;
           }) < kRanked;
  });
}

std::vector<Finding> DeadRows::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [database, visit] : databases_in(now).visits) {
    for (const Table& table : visit.storage.tables) {
      if (table.dead_rows < config_.rows) continue;
      const auto severity = judge(dead_share(table), config_.share);
      if (!severity) continue;
      Finding finding = finding_of(database, visit, table);
      finding.severity = *severity;
      findings.push_back(std::move(finding));
    }
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
