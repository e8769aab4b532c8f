#include "alerts/rules/invalid_index.hpp"

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

// What REINDEX CONCURRENTLY leaves: the index that it was to replace, or to become.
bool is_leftover(const Index& index) {
  return index.name.find("_ccnew") != std::string::npos || index.name.find("_ccold") != std::string::npos;
}

Finding finding_of(const std::string& database, const DatabaseVisit& visit, const Index& index) {
  const std::string name = qualified(index.schema, index.name), table = qualified(index.schema, index.table);
  Finding finding;
  finding.key = key_of(database, index.schema, index.name);
  finding.severity = index.being_built ? Severity::none : Severity::warning;
  finding.since = visit.taken;
  finding.summary = "index " + name + " on " + table + " of database " + database +
                    " is not valid: writes keep it up, and no query uses it";
  finding.evidence.push_back({{"index", name},
                              {"table", table},
                              {"database", database},
                              {"size (estimate)", in_words(Bytes{index.bytes})}});
  finding.remedy = "DROP INDEX CONCURRENTLY " + name + ";" + in_database(database);
  if (!is_leftover(index)) {
    finding.remedy += "; or build it again: REINDEX INDEX CONCURRENTLY " + name +
                      ";  -- a unique one only when no duplicates are left";
  }
  return finding;
}

}  // namespace

bool InvalidIndex::can_clear(const View& now, const Incident& incident) const {
  return could_look_into(now, incident.key, [](const DatabaseVisit& visit) {
    const Found<Index>& found = visit.storage.invalid_indexes;
    return found.count == static_cast<std::int64_t>(found.first.size());
  });
}

std::vector<Finding> InvalidIndex::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [database, visit] : databases_in(now).visits) {
    for (const Index& index : visit.storage.invalid_indexes.first) {
      findings.push_back(finding_of(database, visit, index));
    }
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
