#pragma once

#include <vector>

#include "collectors/postgres/replication/facts.hpp"
#include "collectors/postgres/rows.hpp"

// From result rows to facts, less what takes a memory: lags and since when. Each throws PgError when a column
// is missing.
namespace lifeguard::postgres {

/// Where the server is: one row of replication.sql.
struct Position {
  TimePoint taken;
  std::int64_t end = 0;                  // of its WAL, in bytes; on a standby, of what it received
  std::optional<std::int64_t> replayed;  // on a standby
  std::optional<bool> has_primary;       // whether it is to receive from somebody; unknown to few rights
  std::optional<Recovery> recovery;
};

/// A row of standbys.sql: the standby, and the positions from which its lag is told.
struct StandbyRow {
  Standby standby;
  std::int64_t end = 0;
  std::optional<std::int64_t> replayed;
};

Position read_position(const Rows&);
std::vector<StandbyRow> read_standbys(const Rows&);
std::vector<Slot> read_slots(const Rows&);

}  // namespace lifeguard::postgres
