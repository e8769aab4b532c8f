#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// One row of pg_locks; `object` is the same text for the same lockable thing.
struct LockRow {
  int pid = 0;
  std::string mode, object;
  bool granted = false;
  bool advisory = false;
  std::optional<TimePoint> waiting_since;  // 14+
};

/// True when the two lock modes ("ShareLock", …) cannot be held at once (PostgreSQL documentation, table 13.2).
bool conflicts(std::string_view one, std::string_view other);

/// Who waits for whom. A waiter is held up by every holder of a conflicting lock on its object, and by whoever
/// queued for a conflicting one before it. Parallel workers count as their leader (`leader_of`): a group does
/// not block itself.
Locks lock_graph(const std::vector<LockRow>&, const std::map<int, int>& leader_of);

}  // namespace lifeguard::postgres
