#pragma once

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/replication/followers.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Part `replication`: the standbys and subscribers of a server, and of a standby how far it came.
class ReplicationPart : public PeriodicPart {
 public:
  explicit ReplicationPart(const PostgresConfig& config)
      : PeriodicPart("replication", config.interval, {"replication", "standbys"}) {}

  void take(const Answers&, Facts&) override;
  void forget(Facts&) const override;
  void start_anew() override { followers_ = {}; }
  std::vector<Sample> samples(const Facts&) const override;
  std::vector<SeriesPoint> series(const Facts&) const override;

 private:
  std::string server_;
  Followers followers_;
};

}  // namespace lifeguard::postgres
