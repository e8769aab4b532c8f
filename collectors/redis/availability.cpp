#include "collectors/redis/availability.hpp"

namespace lifeguard::redis {

std::string_view availability(const Snapshot& snapshot) {
  const auto* facts = std::get_if<Facts>(&snapshot.facts);
  if (!snapshot.up || !facts) return "unavailable";
  if (facts->info && facts->info->persistence && facts->info->persistence->loading) return "loading";
  const bool is_replica = facts->info && facts->info->replication && facts->info->replication->is_replica;
  if (facts->probe && !facts->probe->refused.empty() && !is_replica) return "read-only";
  return "available";
}

}  // namespace lifeguard::redis
