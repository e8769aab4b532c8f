#include "collectors/postgres/wal/metrics.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kBytes{
    "lifeguard_pg_wal_bytes_total",
    "WAL written (on a standby: received) since the agent began to look; goes on through a failover.", counter};
const MetricDef kRecords{"lifeguard_pg_wal_records_total", "WAL records written.", counter};
const MetricDef kFullPageImages{"lifeguard_pg_wal_full_page_images_total",
                                "Whole pages written to WAL, at their first change after a checkpoint.",
                                counter};
const MetricDef kBuffersFull{"lifeguard_pg_wal_buffers_full_total",
                             "Times that WAL had to be written because wal_buffers was full.", counter};
const MetricDef kArchiverOn{"lifeguard_pg_archiver_on", "1 when WAL is to be archived (archive_mode).", gauge};
const MetricDef kArchived{
    "lifeguard_pg_archiver_files_total", "WAL files archived, and attempts that failed.", counter, {"outcome"}};
const MetricDef kLastArchived{"lifeguard_pg_archiver_last_success_timestamp_seconds",
                              "When the last WAL file was archived, Unix time; absent while none ever was.",
                              gauge};
const MetricDef kFailing{"lifeguard_pg_archiver_failing_seconds",
                         "For how long WAL could not be archived; 0 when it can.", gauge};
const MetricDef kWaiting{"lifeguard_pg_archiver_waiting_bytes",
                         "WAL from the file on that could not be archived; absent when archiving works.",
                         gauge};
const MetricDef kCheckpoints{
    "lifeguard_pg_checkpoints_total",
    "Checkpoints that checkpoint_timeout brought (timed), and that were asked for, mostly "
    "by the server at max_wal_size (requested).",
    counter,
    {"reason"}};
const MetricDef kCheckpointsDone{"lifeguard_pg_checkpoints_done_total",
                                 "Checkpoints that were needed and done (PostgreSQL 18).", counter};
const MetricDef kCheckpointTime{"lifeguard_pg_checkpoint_seconds_total",
                                "Time that checkpoints took to write and to sync files.",
                                counter,
                                {"phase"}};
const MetricDef kCheckpointBuffers{"lifeguard_pg_checkpoint_buffers_total", "Buffers that checkpoints wrote.",
                                   counter};
const MetricDef kIo{
    "lifeguard_pg_io_operations_total",
    "Reads, writes, extensions and fsyncs of files (PostgreSQL 16), by who did them and to what.",
    counter,
    {"backend", "object", "operation"}};
const MetricDef kIoBytes{"lifeguard_pg_io_bytes_total",
                         "Bytes read, written and extended by (PostgreSQL 16), by who did it and to what.",
                         counter,
                         {"backend", "object", "operation"}};
const MetricDef kIoTime{
    "lifeguard_pg_io_seconds_total",
    "Time spent in them; absent where track_io_timing (for WAL, track_wal_io_timing) is off.",
    counter,
    {"backend", "object", "operation"}};

void add(const MetricDef& metric, std::optional<std::int64_t> value, std::vector<Sample>& samples) {
  if (value) samples.push_back({&metric, {}, static_cast<double>(*value)});
}

}  // namespace

const std::vector<const MetricDef*>& wal_metrics() {
  static const std::vector<const MetricDef*> all{
      &kBytes,           &kRecords,        &kFullPageImages,    &kBuffersFull, &kArchiverOn,
      &kArchived,        &kLastArchived,   &kFailing,           &kWaiting,     &kCheckpoints,
      &kCheckpointsDone, &kCheckpointTime, &kCheckpointBuffers, &kIo,          &kIoBytes,
      &kIoTime};
  return all;
}

std::vector<Sample> wal_samples(const WalWritten& wal) {
  std::vector<Sample> samples;
  add(kBytes, wal.written, samples);
  add(kRecords, wal.records, samples);
  add(kFullPageImages, wal.full_page_images, samples);
  add(kBuffersFull, wal.buffers_full, samples);
  return samples;
}

std::vector<Sample> archiver_samples(const Archiver& archiver) {
  std::vector<Sample> samples;
  samples.push_back({&kArchiverOn, {}, archiver.on ? 1.0 : 0.0});
  samples.push_back({&kArchived, {"archived"}, static_cast<double>(archiver.archived)});
  samples.push_back({&kArchived, {"failed"}, static_cast<double>(archiver.failed)});
  if (archiver.last_archived) {
    samples.push_back({&kLastArchived, {}, Seconds(archiver.last_archived->time_since_epoch()).count()});
  }
  if (!archiver.on) return samples;
  const Seconds failing =
      archiver.failing_since ? Seconds(archiver.taken - *archiver.failing_since) : Seconds(0);
  samples.push_back({&kFailing, {}, std::max(0.0, failing.count())});
  if (archiver.failing_since) add(kWaiting, archiver.waiting, samples);
  return samples;
}

std::vector<Sample> checkpoint_samples(const Checkpoints& checkpoints) {
  std::vector<Sample> samples;
  samples.push_back({&kCheckpoints, {"timed"}, static_cast<double>(checkpoints.timed)});
  samples.push_back({&kCheckpoints, {"requested"}, static_cast<double>(checkpoints.requested)});
  add(kCheckpointsDone, checkpoints.done, samples);
  samples.push_back({&kCheckpointTime, {"write"}, checkpoints.write_time.count()});
  samples.push_back({&kCheckpointTime, {"sync"}, checkpoints.sync_time.count()});
  add(kCheckpointBuffers, checkpoints.buffers, samples);
  return samples;
}

std::vector<Sample> io_samples(const std::vector<BlockIo>& all) {
  std::vector<Sample> samples;
  for (const BlockIo& io : all) {
    const auto add = [&](const char* name, const BlockIo::Operation& operation) {
      if (operation.count.value_or(0) == 0) return;
      const std::vector<std::string> labels{io.backend, io.object, name};
      samples.push_back({&kIo, labels, static_cast<double>(*operation.count)});
      if (operation.bytes) samples.push_back({&kIoBytes, labels, static_cast<double>(*operation.bytes)});
      if (operation.time) samples.push_back({&kIoTime, labels, operation.time->count()});
    };
    add("read", io.read);
    add("write", io.write);
    add("extend", io.extend);
    add("fsync", io.fsync);
  }
  return samples;
}

}  // namespace lifeguard::postgres
