#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// Part `wal`. Records and the like count since the server's statistics were reset, 14+.
struct WalWritten {
  TimePoint taken;            // server's clock
  std::int64_t position = 0;  // bytes from the WAL's very beginning
  /// Bytes since we began to look: goes on through a failover to a standby, and never jumps.
  std::int64_t written = 0;
  std::optional<std::int64_t> records, full_page_images, buffers_full;
};

/// Part `archiver`. Times are the server's clock, counters since `reset`.
struct Archiver {
  TimePoint taken;
  bool on = false;           // archive_mode; on a standby only "always" counts
  bool has_command = false;  // archive_command or archive_library is set
  std::int64_t archived = 0, failed = 0;
  std::string last_archived_file, last_failed_file;
  std::optional<TimePoint> last_archived, last_failed, reset;
  /// No WAL has been archived since then though it should have been; `failing_at_least`: or for longer.
  std::optional<TimePoint> failing_since;
  bool failing_at_least = false;
  std::optional<std::int64_t> waiting;  // bytes of WAL from the one that failed on; known while failing
};

/// Buffers that were written between checkpoints, of part `checkpoints`: counters since the statistics' reset.
struct BackgroundWriter {
  std::int64_t cleaned = 0;  // by the background writer itself,
  std::int64_t stopped = 0;  // and how often it stopped for having written as many as it may
  std::int64_t allocated = 0;
  std::optional<std::int64_t> by_backends, backend_fsyncs;  // until 16; then part `io` tells
};

/// Part `checkpoints`: counters since `reset`.
struct Checkpoints {
  TimePoint taken;
  bool in_recovery = false;
  std::int64_t timed = 0, requested = 0;
  std::optional<std::int64_t> done;  // 18+
  Seconds write_time{}, sync_time{};
  std::int64_t buffers = 0;
  std::optional<TimePoint> reset;
  std::int64_t max_wal_size = 0;  // bytes
  BackgroundWriter between;
  /// Since we began to look, whatever was reset in between.
  std::int64_t timed_seen = 0, requested_seen = 0;
};

/// A row of pg_stat_io (16+), its contexts summed: what one kind of process did to one kind of object. What
/// cannot happen there is absent.
struct BlockIo {
  struct Operation {
    std::optional<std::int64_t> count, bytes;
    std::optional<Seconds> time;  // absent where it is not measured (track_io_timing, track_wal_io_timing)
  };
  std::string backend, object;  // "client backend", "relation"
  Operation read, write, extend, fsync;
};

struct Wal {
  std::optional<WalWritten> written;
  std::optional<Archiver> archiver;
  std::optional<Checkpoints> checkpoints;
  std::optional<std::vector<BlockIo>> io;  // part `io`
};

/// Where in the WAL a file begins, "000000010000000A000000FE"; nullopt for what is not a WAL segment.
std::optional<std::int64_t> start_of_wal_file(const std::string& name, std::int64_t segment_size);

}  // namespace lifeguard::postgres
