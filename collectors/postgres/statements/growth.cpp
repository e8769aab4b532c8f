#include "collectors/postgres/statements/growth.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

bool went_back(const StatementCounters& before, const StatementCounters& now) {
  return now.calls < before.calls || now.time < before.time || now.rows < before.rows;
}

StatementCounters difference(const StatementCounters& now, const StatementCounters& before) {
  StatementCounters grown;
  grown.calls = now.calls - before.calls;
  grown.rows = now.rows - before.rows;
  grown.time = now.time - before.time;
  // These may wrap or be reset by themselves; calls and time decide whether the entry is the same.
  grown.blocks_hit = std::max<std::int64_t>(now.blocks_hit - before.blocks_hit, 0);
  grown.blocks_read = std::max<std::int64_t>(now.blocks_read - before.blocks_read, 0);
  grown.temporary_bytes = std::max<std::int64_t>(now.temporary_bytes - before.temporary_bytes, 0);
  grown.wal_bytes = std::max<std::int64_t>(now.wal_bytes - before.wal_bytes, 0);
  return grown;
}

// Calls both(before, now) for each entry of `now`; `before` is null for one that appears.
template <class Visit>
void side_by_side(const StatementEntries& before, const StatementEntries& now, Visit visit) {
  auto old = before.entries.begin();
  for (const StatementEntry& entry : now.entries) {
    while (old != before.entries.end() && old->key < entry.key) ++old;
    const bool known = old != before.entries.end() && old->key == entry.key;
    visit(known ? &*old : nullptr, entry);
  }
}

}  // namespace

std::vector<StatementEntry> growth(const StatementEntries& before, const StatementEntries& now) {
  std::vector<StatementEntry> grown;
  side_by_side(before, now, [&](const StatementEntry* old, const StatementEntry& entry) {
    if (!old && !before.complete) return;
    StatementEntry did = entry;
    if (old && !went_back(old->counters, entry.counters)) {
      did.counters = difference(entry.counters, old->counters);
    }
    if (did.counters.calls > 0) grown.push_back(did);
  });
  return grown;
}

bool all_began_anew(const StatementEntries& before, const StatementEntries& now) {
  bool any = false, all = true;
  side_by_side(before, now, [&](const StatementEntry* old, const StatementEntry& entry) {
    if (!old) return;
    any = true;
    all = all && went_back(old->counters, entry.counters);
  });
  return any && all;
}

}  // namespace lifeguard::postgres
