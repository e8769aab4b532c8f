#include "collectors/postgres/wal/facts.hpp"

#include "exporters/compat/postgres_parts.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using postgres::Archiver;
using postgres::BackgroundWriter;
using postgres::Checkpoints;

// PostgreSQL 17 moved these to pg_stat_checkpointer; the exporter added _total. Each server has every name.
const Table<Checkpoints> kCheckpoints{
    kPostgresHelp,
    {"server"},
    {{{"pg_stat_bgwriter_checkpoints_timed_total", "pg_stat_bgwriter_checkpoints_timed",
       "pg_stat_checkpointer_num_timed_total"},
      counter,
      &Checkpoints::timed},
     {{"pg_stat_bgwriter_checkpoints_req_total", "pg_stat_bgwriter_checkpoints_req",
       "pg_stat_checkpointer_num_requested_total"},
      counter,
      &Checkpoints::requested},
     {{"pg_stat_bgwriter_checkpoint_write_time_total", "pg_stat_bgwriter_checkpoint_write_time",
       "pg_stat_checkpointer_write_time_total"},
      counter,
      [](const Checkpoints& all) { return milliseconds(all.write_time); }},
     {{"pg_stat_bgwriter_checkpoint_sync_time_total", "pg_stat_bgwriter_checkpoint_sync_time",
       "pg_stat_checkpointer_sync_time_total"},
      counter,
      [](const Checkpoints& all) { return milliseconds(all.sync_time); }},
     {{"pg_stat_bgwriter_buffers_checkpoint_total", "pg_stat_bgwriter_buffers_checkpoint",
       "pg_stat_checkpointer_buffers_written_total"},
      counter,
      &Checkpoints::buffers},
     {{"pg_stat_bgwriter_stats_reset_total", "pg_stat_checkpointer_stats_reset_total"},
      counter,
      &Checkpoints::reset}}};

const Table<BackgroundWriter> kBetween{
    kPostgresHelp,
    {"server"},
    {{{"pg_stat_bgwriter_buffers_clean_total", "pg_stat_bgwriter_buffers_clean"},
      counter,
      &BackgroundWriter::cleaned},
     {{"pg_stat_bgwriter_maxwritten_clean_total", "pg_stat_bgwriter_maxwritten_clean"},
      counter,
      &BackgroundWriter::stopped},
     {{"pg_stat_bgwriter_buffers_alloc_total", "pg_stat_bgwriter_buffers_alloc"},
      counter,
      &BackgroundWriter::allocated},
     {{"pg_stat_bgwriter_buffers_backend_total", "pg_stat_bgwriter_buffers_backend"},
      counter,
      &BackgroundWriter::by_backends},
     {{"pg_stat_bgwriter_buffers_backend_fsync_total", "pg_stat_bgwriter_buffers_backend_fsync"},
      counter,
      &BackgroundWriter::backend_fsyncs}}};

const Table<Archiver> kArchiver{
    kPostgresHelp,
    {"server"},
    {{{"pg_stat_archiver_archived_count"}, counter, &Archiver::archived},
     {{"pg_stat_archiver_failed_count"}, counter, &Archiver::failed},
     {{"pg_stat_archiver_last_archive_age"}, gauge, [](const Archiver& archiver) -> std::optional<Seconds> {
        if (!archiver.last_archived) return std::nullopt;
        return archiver.taken - *archiver.last_archived;
      }}}};

const Table<postgres::WalWritten> kPosition{
    kPostgresHelp,
    {"server"},
    {{{"pg_xlog_location_bytes", "pg_xlog_position_bytes"}, gauge, &postgres::WalWritten::position}}};

// Since 17 only pg_stat_io tells what backends wrote themselves.
BackgroundWriter with_io(BackgroundWriter between, const std::vector<postgres::BlockIo>& io) {
  std::int64_t written = 0, synced = 0;
  for (const postgres::BlockIo& each : io) {
    if (each.backend != "client backend" || each.object != "relation") continue;
    written += each.write.count.value_or(0) + each.extend.count.value_or(0);
    synced += each.fsync.count.value_or(0);
  }
  between.by_backends = written;
  between.backend_fsyncs = synced;
  return between;
}

}  // namespace

void write_wal(const postgres::Facts& facts, const PostgresTarget& of, std::vector<Sample>& out) {
  if (!facts.wal) return;
  const postgres::Wal& wal = *facts.wal;
  if (wal.written) kPosition.write(*wal.written, of.labels(), out);
  if (wal.archiver) kArchiver.write(*wal.archiver, of.labels(), out);
  if (!wal.checkpoints) return;
  kCheckpoints.write(*wal.checkpoints, of.labels(), out);
  const BackgroundWriter& between = wal.checkpoints->between;
  kBetween.write(between.by_backends || !wal.io ? between : with_io(between, *wal.io), of.labels(), out);
}

}  // namespace lifeguard::compat
