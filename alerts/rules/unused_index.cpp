#include "alerts/rules/unused_index.hpp"

#include <algorithm>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "base/bytes.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

std::vector<Index> large_ones(const Found<Index>& found, Bytes size) {
  std::vector<Index> large;
  std::copy_if(found.first.begin(), found.first.end(), std::back_inserter(large),
               [&](const Index& index) { return index.bytes >= size.count; });
  return large;
}

Finding finding_of(const std::string& database, const DatabaseVisit& visit, const std::vector<Index>& indexes) {
  const std::string since = visit.storage.counted_since ? rfc3339(*visit.storage.counted_since) : "they began";
  Bytes all;
  for (const Index& index : indexes) all.count += index.bytes;
  Finding finding;
  finding.key = database;
  finding.since = visit.taken;
  finding.summary =
      (indexes.size() == 1 ? "1 large index" : std::to_string(indexes.size()) + " large indexes") +
      " of database " + database + ", " + in_words(all) +
      " in all, served no query since statistics were reset " +
      ago(visit.storage.counted_since, visit.storage.taken);
  for (std::size_t i = 0; i < std::min(indexes.size(), kMaxEvidence); ++i) {
    const Index& index = indexes[i];
    const std::string name = qualified(index.schema, index.name);
    finding.evidence.push_back({{"index", name},
                                {"table", qualified(index.schema, index.table)},
                                {"size (estimate)", in_words(Bytes{index.bytes})},
                                {"not scanned since", since}});
    finding.remedy += "DROP INDEX CONCURRENTLY " + name + "; ";
  }
  finding.remedy +=
      in_database(database).substr(1) +
      ", one by one; scans on standbys do not count here: see that no standby scans them, nor a report "
      "that runs once a quarter";
  return finding;
}

}  // namespace

bool UnusedIndex::can_clear(const View& now, const Incident& incident) const {
  return could_look_into(now, incident.key);
}

std::vector<Finding> UnusedIndex::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [database, visit] : databases_in(now).visits) {
    const Storage& storage = visit.storage;
    const std::vector<Index> indexes = large_ones(storage.unused_indexes, config_.size);
    if (storage.in_recovery || indexes.empty()) continue;
    Finding finding = finding_of(database, visit, indexes);
    const bool counted_enough =
        storage.counted_since && Seconds(storage.taken - *storage.counted_since) >= config_.counted;
    finding.severity = counted_enough ? Severity::info : Severity::none;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace lifeguard
