#include "collectors/postgres/wal/read.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

void expect_one(const Rows& rows, const char* name) {
  if (rows.size() != 1) throw PgError("", std::string(name) + ": expected one row");
}

Seconds from_milliseconds(double milliseconds) {
  return Seconds(milliseconds / 1000);
}

}  // namespace

WalWritten read_wal(const Rows& rows) {
  expect_one(rows, "wal");
  WalWritten wal;
  wal.taken = rows.column("taken").time(0);
  wal.position = rows.column("position").integer(0);
  wal.records = rows.column("records").integer_or_null(0);
  wal.full_page_images = rows.column("full_page_images").integer_or_null(0);
  wal.buffers_full = rows.column("buffers_full").integer_or_null(0);
  return wal;
}

Archiver read_archiver(const Rows& rows) {
  expect_one(rows, "archiver");
  Archiver archiver;
  archiver.taken = rows.column("taken").time(0);
  const std::string_view mode = rows.column("mode").text(0);
  archiver.on = mode == "always" || (mode == "on" && !rows.column("in_recovery").boolean(0));
  archiver.has_command = rows.column("has_command").boolean(0);
  archiver.archived = rows.column("archived").integer(0);
  archiver.failed = rows.column("failed").integer(0);
  archiver.last_archived_file = rows.column("last_archived_file").text(0);
  archiver.last_failed_file = rows.column("last_failed_file").text(0);
  archiver.last_archived = rows.column("last_archived").time_or_null(0);
  archiver.last_failed = rows.column("last_failed").time_or_null(0);
  archiver.reset = rows.column("reset").time_or_null(0);
  const auto position = rows.column("position").integer_or_null(0);
  const auto start = start_of_wal_file(archiver.last_failed_file, rows.column("segment_size").integer(0));
  if (position && start) archiver.waiting = std::max<std::int64_t>(0, *position - *start);
  return archiver;
}

std::optional<TimePoint> read_archive_ready(const Rows& rows) {
  expect_one(rows, "archive_ready");
  return rows.column("waiting_since").time_or_null(0);
}

Checkpoints read_checkpoints(const Rows& rows) {
  expect_one(rows, "checkpoints");
  Checkpoints checkpoints;
  checkpoints.taken = rows.column("taken").time(0);
  checkpoints.in_recovery = rows.column("in_recovery").boolean(0);
  checkpoints.timed = rows.column("timed").integer(0);
  checkpoints.requested = rows.column("requested").integer(0);
  checkpoints.done = rows.column("done").integer_or_null(0);
  checkpoints.write_time = from_milliseconds(rows.column("write_milliseconds").real(0));
  checkpoints.sync_time = from_milliseconds(rows.column("sync_milliseconds").real(0));
  checkpoints.buffers = rows.column("buffers").integer(0);
  checkpoints.reset = rows.column("reset").time_or_null(0);
  checkpoints.max_wal_size = rows.column("max_wal_size").integer(0);
  checkpoints.between = {rows.column("buffers_cleaned").integer(0), rows.column("cleaning_stopped").integer(0),
                         rows.column("buffers_allocated").integer(0),
                         rows.column("buffers_by_backends").integer_or_null(0),
                         rows.column("backend_fsyncs").integer_or_null(0)};
  return checkpoints;
}

std::vector<BlockIo> read_io(const Rows& rows) {
  const auto backend = rows.column("backend"), object = rows.column("object"), timed = rows.column("timed");
  std::vector<BlockIo> all(static_cast<std::size_t>(rows.size()));
  for (int row = 0; row < rows.size(); ++row) {
    BlockIo& io = all[static_cast<std::size_t>(row)];
    io.backend = backend.text(row);
    io.object = object.text(row);
    const auto operation = [&](const char* count, const char* bytes, const char* milliseconds) {
      BlockIo::Operation operation;
      operation.count = rows.column(count).integer_or_null(row);
      if (bytes) operation.bytes = rows.column(bytes).integer_or_null(row);
      const auto time = rows.column(milliseconds);
      if (timed.boolean(row) && !time.is_null(row)) operation.time = from_milliseconds(time.real(row));
      return operation;
    };
    io.read = operation("reads", "read_bytes", "read_milliseconds");
    io.write = operation("writes", "write_bytes", "write_milliseconds");
    io.extend = operation("extends", "extend_bytes", "extend_milliseconds");
    io.fsync = operation("fsyncs", nullptr, "fsync_milliseconds");
  }
  return all;
}

}  // namespace lifeguard::postgres
