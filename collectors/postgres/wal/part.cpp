#include "collectors/postgres/wal/part.hpp"

#include "collectors/postgres/shared_facts.hpp"
#include "collectors/postgres/wal/metrics.hpp"
#include "collectors/postgres/wal/read.hpp"
#include "collectors/postgres/wal/series.hpp"

namespace lifeguard::postgres {

void WalPart::take(const Answers& answers, Facts& facts) {
  WalWritten wal = read_wal(answers.rows("wal"));
  wal.written = written_.look(wal.position);
  set(facts.wal, &Wal::written, std::move(wal));
}

void WalPart::forget(Facts& facts) const {
  set(facts.wal, &Wal::written, std::nullopt);
}

std::vector<Sample> WalPart::samples(const Facts& facts) const {
  return wal_samples(*facts.wal->written);
}

std::vector<SeriesPoint> WalPart::series(const Facts& facts) const {
  return {{std::string(kWalBytesSeries), static_cast<double>(facts.wal->written->written)}};
}

std::vector<Query> ArchiverPart::ask(const Facts& known, int server_version) {
  if (failure_.wants_waiting_files()) return files({"archiver", "archive_ready"}, server_version);
  return PeriodicPart::ask(known, server_version);
}

void ArchiverPart::take(const Answers& answers, Facts& facts) {
  Archiver archiver = read_archiver(answers.rows("archiver"));
  if (answers.has("archive_ready")) {
    try {
      failure_.waiting_files(read_archive_ready(answers.rows("archive_ready")));
    } catch (const PgError&) {
      failure_.waiting_files(std::nullopt);  // pg_monitor may; without it "at least" has to do
    }
  }
  failure_.look(archiver);
  set(facts.wal, &Wal::archiver, std::move(archiver));
}

void ArchiverPart::forget(Facts& facts) const {
  set(facts.wal, &Wal::archiver, std::nullopt);
}

std::vector<Sample> ArchiverPart::samples(const Facts& facts) const {
  return archiver_samples(*facts.wal->archiver);
}

void CheckpointsPart::start_anew() {
  timed_.start_anew();
  requested_.start_anew();
}

void CheckpointsPart::take(const Answers& answers, Facts& facts) {
  Checkpoints checkpoints = read_checkpoints(answers.rows("checkpoints"));
  checkpoints.timed_seen = timed_.look(checkpoints.timed);
  checkpoints.requested_seen = requested_.look(checkpoints.requested);
  set(facts.wal, &Wal::checkpoints, std::move(checkpoints));
}

void CheckpointsPart::forget(Facts& facts) const {
  set(facts.wal, &Wal::checkpoints, std::nullopt);
}

std::vector<Sample> CheckpointsPart::samples(const Facts& facts) const {
  return checkpoint_samples(*facts.wal->checkpoints);
}

std::vector<SeriesPoint> CheckpointsPart::series(const Facts& facts) const {
  return {
      {std::string(kTimedCheckpointsSeries), static_cast<double>(facts.wal->checkpoints->timed_seen)},
      {std::string(kRequestedCheckpointsSeries), static_cast<double>(facts.wal->checkpoints->requested_seen)}};
}

std::vector<Query> IoPart::ask(const Facts& known, int server_version) {
  return server_version < 160000 ? std::vector<Query>{} : PeriodicPart::ask(known, server_version);
}

void IoPart::take(const Answers& answers, Facts& facts) {
  set(facts.wal, &Wal::io, read_io(answers.rows("io")));
}

void IoPart::forget(Facts& facts) const {
  set(facts.wal, &Wal::io, std::nullopt);
}

std::vector<Sample> IoPart::samples(const Facts& facts) const {
  return io_samples(*facts.wal->io);
}

}  // namespace lifeguard::postgres
