#include "alerts/rules/unindexed_foreign_key.hpp"

#include <algorithm>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

Finding finding_of(const std::string& database, const DatabaseVisit& visit,
                   const std::vector<ForeignKey>& keys) {
  const ForeignKey& largest = keys.front();
  Finding finding;
  finding.key = database;
  finding.severity = Severity::info;
  finding.since = visit.taken;
  finding.summary = counted(keys.size(), "foreign key") + " of database " + database +
                    " without an index: to delete or change a row of " +
                    qualified(largest.refers_to_schema, largest.refers_to_table) + " reads all of " +
                    qualified(largest.schema, largest.table) + ", about " + std::to_string(largest.rows) +
                    " rows, and keeps its lock meanwhile";
  for (std::size_t i = 0; i < std::min(keys.size(), kMaxEvidence); ++i) {
    const ForeignKey& key = keys[i];
    const std::string table = qualified(key.schema, key.table);
    finding.evidence.push_back({{"foreign key", quoted_identifier(key.name)},
                                {"table", table},
                                {"columns", key.columns},
                                {"refers to", qualified(key.refers_to_schema, key.refers_to_table)},
                                {"rows (estimate)", std::to_string(key.rows)},
                                {"size without indexes (estimate)", in_words(Bytes{key.bytes})}});
    finding.remedy += "CREATE INDEX CONCURRENTLY ON " + table + " (" + key.columns + "); ";
  }
  finding.remedy += in_database(database).substr(1) + ", one by one";
  return finding;
}

}  // namespace

bool UnindexedForeignKey::can_clear(const View& now, const Incident& incident) const {
  return could_look_into(now, incident.key);
}

std::vector<Finding> UnindexedForeignKey::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [database, visit] : databases_in(now).visits) {
    std::vector<ForeignKey> keys = visit.storage.unindexed_foreign_keys.first;
    std::erase_if(keys, [&](const ForeignKey& key) { return key.rows < config_.rows; });
    if (!keys.empty()) findings.push_back(finding_of(database, visit, keys));
  }
  return findings;
}

}  // namespace lifeguard
