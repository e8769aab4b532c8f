#pragma once

#include <vector>

#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

/// What makes one entry of pg_stat_statements.
struct StatementKey {
  StatementId id;
  std::uint32_t user = 0;
  bool top_level = true;
  auto operator<=>(const StatementKey&) const = default;
};

struct StatementEntry {
  StatementKey key;
  StatementCounters counters;
  Seconds longest{};
};

/// One reading of pg_stat_statements, sorted by key.
struct StatementEntries {
  std::vector<StatementEntry> entries;
  bool complete = true;  // false: there were more than we read
};

/// What the entries did between two readings; only those that did anything. An entry whose counters went back
/// was reset or evicted, and has counted from zero since. One that appears began in between, unless the first
/// reading was not complete: then it is not known what it did.
std::vector<StatementEntry> growth(const StatementEntries& before, const StatementEntries& now);

/// True when every entry that is in both readings has begun anew: somebody reset the statistics.
bool all_began_anew(const StatementEntries& before, const StatementEntries& now);

}  // namespace lifeguard::postgres
