#pragma once

#include "collectors/postgres/cluster_watch.hpp"
#include "collectors/postgres/part.hpp"
#include "collectors/postgres/replication/followers.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `replication`: the standbys and subscribers of a server, and of a standby how far it came.
class ReplicationPart : public Part {
 public:
  explicit ReplicationPart(const PostgresConfig& config) : interval_(config.interval) {}

  std::string_view name() const override { return "replication"; }
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
  std::string server_;
  Followers followers_;
};

}  // namespace lifeguard::postgres
