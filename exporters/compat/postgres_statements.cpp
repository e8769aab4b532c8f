#include <algorithm>

#include "collectors/postgres/statements/facts.hpp"
#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using postgres::StatementCounters;

constexpr std::size_t kMostStatements = 50;

// Since the agent shows the statement. All users together: the label is there, and empty.
const Table<StatementCounters> kStatement{
    kPostgresHelp,
    {"server", "user", "datname", "queryid"},
    {{{"pg_stat_statements_calls_total"}, counter, &StatementCounters::calls},
     {{"pg_stat_statements_seconds_total"}, counter, &StatementCounters::time},
     {{"pg_stat_statements_rows_total"}, counter, &StatementCounters::rows}}};

}  // namespace

void write_statements(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (!facts.statements) return;
  const auto& shown = facts.statements->shown;
  for (std::size_t i = 0; i < std::min(kMostStatements, shown.size()); ++i) {
    kStatement.write(shown[i].counted, of.labels({"", shown[i].database, std::to_string(shown[i].id.query)}),
                     out);
  }
}

}  // namespace lifeguard::compat
