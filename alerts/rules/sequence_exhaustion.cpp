#include "alerts/rules/sequence_exhaustion.hpp"

#include <limits>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard {

using namespace postgres;

namespace {

bool is_narrow(const Sequence& sequence) {
  return sequence.column_type == "smallint" || sequence.column_type == "integer";
}

// serial's sequence and column end at the same number.
bool column_binds(const Sequence& sequence) {
  const std::int64_t column_limit = sequence.column_type == "smallint"
                                        ? std::numeric_limits<std::int16_t>::max()
                                        : std::numeric_limits<std::int32_t>::max();
  return is_narrow(sequence) && sequence.limit >= column_limit;
}

std::string remedy_of(const std::string& database, const Sequence& sequence) {
  const std::string name = qualified(sequence.schema, sequence.name);
  const bool falls = sequence.increment < 0;
  if (column_binds(sequence)) {
    return "ALTER TABLE " + qualified(sequence.table_schema, sequence.table) + " ALTER COLUMN " +
           quoted_identifier(sequence.column) + " TYPE bigint; ALTER SEQUENCE " + name + " AS bigint;" +
           in_database(database) +
           "; this writes the table anew while nobody can use it: on a large one add a bigint column, fill it "
           "in "
           "batches and swap the two; columns that refer to it need the same";
  }
  if (sequence.limit != std::numeric_limits<std::int64_t>::max()) {
    return "ALTER SEQUENCE " + name + " AS bigint " + (falls ? "NO MINVALUE;" : "NO MAXVALUE;") +
           in_database(database);
  }
  return "A bigint has no more room: see with SELECT * FROM pg_sequences; what increment or setval brought " +
         name + " so far, and begin again where numbers are free: ALTER SEQUENCE " + name + " RESTART WITH …;" +
         in_database(database);
}

Finding finding_of(const std::string& database, const DatabaseVisit& visit, const Sequence& sequence) {
  const std::string name = qualified(sequence.schema, sequence.name);
  const std::string column = sequence.column.empty() ? ""
                                                     : qualified(sequence.table_schema, sequence.table) + "." +
                                                           quoted_identifier(sequence.column);
  const double left = (static_cast<double>(sequence.limit) - static_cast<double>(sequence.last_value)) /
                      static_cast<double>(sequence.increment);
  Finding finding;
  finding.key = key_of(database, sequence.schema, sequence.name);
  finding.since = visit.taken;
  finding.summary = "sequence " + name + " of database " + database + " is at " +
                    std::to_string(sequence.last_value) + " of " + std::to_string(sequence.limit) + " (" +
                    percent(sequence.used) + " used)";
  if (column_binds(sequence)) finding.summary += ", all that column " + column + " can hold";
  Evidence evidence{{"sequence", name}, {"database", database}};
  if (!column.empty()) evidence.emplace_back("column", column);
  if (!sequence.column_type.empty()) evidence.emplace_back("type", sequence.column_type);
  evidence.emplace_back("last value", std::to_string(sequence.last_value));
  evidence.emplace_back("limit", std::to_string(sequence.limit));
  evidence.emplace_back("values left", std::to_string(static_cast<long long>(std::max(left, 0.0))));
  finding.evidence.push_back(std::move(evidence));
  finding.remedy = remedy_of(database, sequence);
  return finding;
}

}  // namespace

// A sequence that was not read yet, or may not be read, is not known to be well.
bool SequenceExhaustion::can_clear(const View& now, const Incident& incident) const {
  return could_look_into(now, incident.key, [](const DatabaseVisit& visit) {
    return visit.storage.sequences.complete && visit.storage.sequences.hidden == 0;
  });
}

std::vector<Finding> SequenceExhaustion::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const auto& [database, visit] : databases_in(now).visits) {
    for (const Sequence& sequence : visit.storage.sequences.fullest) {
      const auto severity = judge(sequence.used, config_.used);
      if (!severity) continue;
      Finding finding = finding_of(database, visit, sequence);
      finding.severity = *severity;
      findings.push_back(std::move(finding));
    }
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
