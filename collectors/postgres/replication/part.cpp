#include "collectors/postgres/replication/part.hpp"

#include "collectors/postgres/replication/metrics.hpp"
#include "collectors/postgres/shared_facts.hpp"

namespace lifeguard::postgres {

void ReplicationPart::take(const Answers& answers, Facts& facts) {
  Position position = read_position(answers.rows("replication"));
  std::vector<StandbyRow> standbys = read_standbys(answers.rows("standbys"));
  // After a failover the new primary is not missed by itself.
  const Identity& identity = facts.identity;
  const std::string server = identity.address + (identity.in_recovery ? ", standby" : "");
  if (server != server_) followers_ = {};
  server_ = server;
  set(facts.replication, &Replication::streaming, followers_.look(std::move(position), std::move(standbys)));
}

void ReplicationPart::forget(Facts& facts) const {
  set(facts.replication, &Replication::streaming, std::nullopt);
}

std::vector<Sample> ReplicationPart::samples(const Facts& facts) const {
  return streaming_samples(*facts.replication->streaming);
}

std::vector<SeriesPoint> ReplicationPart::series(const Facts& facts) const {
  return streaming_series(*facts.replication->streaming);
}

}  // namespace lifeguard::postgres
