#pragma once

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/wal/archive_failure.hpp"
#include "collectors/postgres/wal/growth.hpp"
#include "config/config.hpp"

// The parts that make up the facts about WAL. Each asks for one thing, so that what a service lacks or denies
// costs no more than that.
namespace lifeguard::postgres {

/// Part `wal`: how much of it is written.
class WalPart : public PeriodicPart {
 public:
  explicit WalPart(const PostgresConfig& config) : PeriodicPart("wal", config.interval, {"wal"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void start_anew() override { written_.start_anew(); }
  std::vector<Sample> samples(const Facts&) const override;
  std::vector<SeriesPoint> series(const Facts&) const override;

 private:
  Growth written_;
};

/// Part `archiver`: whether WAL is archived, and since when it is not.
class ArchiverPart : public PeriodicPart {
 public:
  explicit ArchiverPart(const PostgresConfig& config)
      : PeriodicPart("archiver", config.interval, {"archiver"}) {}

  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void start_anew() override { failure_ = {}; }
  std::vector<Sample> samples(const Facts&) const override;

 private:
  ArchiveFailure failure_;
};

/// Part `checkpoints`.
class CheckpointsPart : public PeriodicPart {
 public:
  explicit CheckpointsPart(const PostgresConfig& config)
      : PeriodicPart("checkpoints", config.interval, {"checkpoints"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void start_anew() override;
  std::vector<Sample> samples(const Facts&) const override;
  std::vector<SeriesPoint> series(const Facts&) const override;

 private:
  Growth timed_, requested_;
};

/// Part `io`, where the server has pg_stat_io (16+).
class IoPart : public PeriodicPart {
 public:
  explicit IoPart(const PostgresConfig& config) : PeriodicPart("io", config.interval, {"io"}) {}

  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  std::vector<Sample> samples(const Facts&) const override;
};

}  // namespace lifeguard::postgres
