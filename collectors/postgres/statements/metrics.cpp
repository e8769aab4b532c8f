#include "collectors/postgres/statements/metrics.hpp"

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kSeconds{
    "lifeguard_pg_statement_seconds_total",
    "Time that a statement has run, by queryid, for those that take most (see /api/queries); the rest of their "
    "database is \"other\". A statement counts from zero when it becomes one of them.",
    counter,
    {"database", "queryid"}};
const MetricDef kCalls{
    "lifeguard_pg_statement_calls_total", "Calls of a statement, likewise.", counter, {"database", "queryid"}};
const MetricDef kRows{"lifeguard_pg_statement_rows_total",
                      "Rows that a statement has returned or changed, likewise.",
                      counter,
                      {"database", "queryid"}};
const MetricDef kWal{"lifeguard_pg_statement_wal_bytes_total",
                     "WAL that all statements of a database have written (pg_stat_statements 1.8+).",
                     counter,
                     {"database"}};
const MetricDef kTemporary{"lifeguard_pg_statement_temporary_bytes_total",
                           "Bytes that all statements of a database have written to temporary files.",
                           counter,
                           {"database"}};
const MetricDef kEntries{"lifeguard_pg_statement_entries", "Entries in pg_stat_statements.", gauge};
const MetricDef kEntryLimit{"lifeguard_pg_statement_entry_limit",
                            "pg_stat_statements.max: beyond it the least used entries are dropped.", gauge};
const MetricDef kEvictions{"lifeguard_pg_statement_evictions_total",
                           "Times that pg_stat_statements has dropped its least used entries (1.9+); what they "
                           "did since the reading before is lost.",
                           counter};
const MetricDef kResets{"lifeguard_pg_statement_resets_total",
                        "Resets of pg_stat_statements by somebody else, since the agent watches.", counter};

}  // namespace

const std::vector<const MetricDef*>& statement_metrics() {
  static const std::vector<const MetricDef*> all{&kSeconds, &kCalls,      &kRows,      &kWal,   &kTemporary,
                                                 &kEntries, &kEntryLimit, &kEvictions, &kResets};
  return all;
}

std::vector<Sample> statement_samples(const Statements& statements) {
  std::vector<Sample> samples;
  if (statements.entry_limit == 0) return samples;  // not read yet
  const auto add = [&](const MetricDef& metric, std::vector<std::string> labels, double value) {
    samples.push_back({&metric, std::move(labels), value});
  };
  const auto add_counters = [&](const std::string& database, const std::string& queryid,
                                const StatementCounters& counters) {
    add(kSeconds, {database, queryid}, counters.time.count());
    add(kCalls, {database, queryid}, static_cast<double>(counters.calls));
    add(kRows, {database, queryid}, static_cast<double>(counters.rows));
  };
  for (const ShownStatement& statement : statements.shown) {
    add_counters(statement.database, std::to_string(statement.id.query), statement.counted);
  }
  for (const auto& [name, database] : statements.databases) {
    add_counters(name, "other", database.others);
    add(kTemporary, {name}, static_cast<double>(database.counted.temporary_bytes));
    if (statements.knows_wal) add(kWal, {name}, static_cast<double>(database.counted.wal_bytes));
  }
  add(kEntries, {}, static_cast<double>(statements.entries));
  add(kEntryLimit, {}, static_cast<double>(statements.entry_limit));
  if (statements.evictions) add(kEvictions, {}, static_cast<double>(*statements.evictions));
  add(kResets, {}, statements.resets);
  return samples;
}

}  // namespace lifeguard::postgres
