#pragma once

#include "collectors/postgres/cluster_watch.hpp"
#include "collectors/postgres/part.hpp"
#include "collectors/postgres/wal/archive_failure.hpp"
#include "collectors/postgres/wal/growth.hpp"
#include "config/config.hpp"

// The parts that make up the facts about WAL. Each asks for one thing, so that what a service lacks or denies
// costs no more than that.
namespace lifeguard::postgres {

/// Part `wal`: how much of it is written.
class WalPart : public Part {
 public:
  explicit WalPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "wal"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { cluster_.reconnected(); }
  std::vector<Sample> samples(const Facts&) const override;
  std::vector<SeriesPoint> series(const Facts&) const override;

 private:
  Seconds interval_;
  ClusterWatch cluster_;
  Growth written_;
};

/// Part `archiver`: whether WAL is archived, and since when it is not.
class ArchiverPart : public Part {
 public:
  explicit ArchiverPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "archiver"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { cluster_.reconnected(); }
  std::vector<Sample> samples(const Facts&) const override;

 private:
  Seconds interval_;
  ClusterWatch cluster_;
  ArchiveFailure failure_;
};

/// Part `checkpoints`.
class CheckpointsPart : public Part {
 public:
  explicit CheckpointsPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "checkpoints"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void reconnected() override { cluster_.reconnected(); }
  std::vector<Sample> samples(const Facts&) const override;
  std::vector<SeriesPoint> series(const Facts&) const override;

 private:
  Seconds interval_;
  ClusterWatch cluster_;
  Growth timed_, requested_;
};

/// Part `io`, where the server has pg_stat_io (16+).
class IoPart : public Part {
 public:
  explicit IoPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "io"; }
  Seconds interval() const override { return interval_; }
  std::vector<Query> ask(const Facts&, int server_version) override;
  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  std::vector<Sample> samples(const Facts&) const override;

 private:
  Seconds interval_;
};

}  // namespace lifeguard::postgres
