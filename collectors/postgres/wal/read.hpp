#pragma once

#include <vector>

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/wal/facts.hpp"

// From result rows to facts, less what takes a memory. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

WalWritten read_wal(const Rows&);
Archiver read_archiver(const Rows&);
/// When the oldest of the files that wait for the archiver was filled; nothing when none waits.
std::optional<TimePoint> read_archive_ready(const Rows&);
Checkpoints read_checkpoints(const Rows&);
std::vector<BlockIo> read_io(const Rows&);

}  // namespace lifeguard::postgres
