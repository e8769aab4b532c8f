#include "collectors/postgres/parts.hpp"

#include "collectors/postgres/activity/part.hpp"
#include "collectors/postgres/locks/part.hpp"
#include "collectors/postgres/posture/part.hpp"
#include "collectors/postgres/replication/part.hpp"
#include "collectors/postgres/replication/slots_part.hpp"
#include "collectors/postgres/server/part.hpp"
#include "collectors/postgres/statements/part.hpp"
#include "collectors/postgres/transactions/part.hpp"
#include "collectors/postgres/waits/part.hpp"
#include "collectors/postgres/wal/part.hpp"

namespace lifeguard::postgres {

std::vector<std::unique_ptr<Part>> make_parts(const PostgresConfig& config, Seconds slow_after) {
  std::vector<std::unique_ptr<Part>> parts;
  parts.push_back(std::make_unique<ActivityPart>(config));
  parts.push_back(std::make_unique<LocksPart>());  // after activity, to which it adds
  parts.push_back(std::make_unique<ServerPart>(config));
  parts.push_back(std::make_unique<ReplicationPart>(config));
  parts.push_back(std::make_unique<SlotsPart>(config));
  parts.push_back(std::make_unique<WalPart>(config));
  parts.push_back(std::make_unique<ArchiverPart>(config));
  parts.push_back(std::make_unique<CheckpointsPart>(config));
  parts.push_back(std::make_unique<IoPart>(config));
  parts.push_back(std::make_unique<WaitsPart>(config, slow_after));
  parts.push_back(std::make_unique<TransactionsPart>(config));
  parts.push_back(std::make_unique<StatementsPart>(config));
  parts.push_back(std::make_unique<PosturePart>(config));
  return parts;
}

}  // namespace lifeguard::postgres
