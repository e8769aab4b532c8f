#include "collectors/redis/availability.hpp"

#include <algorithm>

namespace lifeguard::redis {
namespace {

bool is_replica(const Facts& facts) {
  return facts.info && facts.info->replication && facts.info->replication->is_replica;
}

// A replica without its master, with replica-serve-stale-data no: even PING is answered so.
bool lost_its_master(const Snapshot& snapshot) {
  return std::any_of(snapshot.parts.begin(), snapshot.parts.end(), [](const PartResult& part) {
    return part.part == "probe" && !part.success && part.error.find("MASTERDOWN") != std::string::npos;
  });
}

bool is_full(const Memory& memory) {
  if (!memory.limit || memory.policy != "noeviction") return false;
  return memory.used.count - memory.not_counted.value_or(Bytes{}).count >= memory.limit->count;
}

// Told by a replica alone: a master of which it was heard was one still.
bool was_refused_as_replica(const std::string& refused) {
  return refused.starts_with("READONLY") || refused.starts_with("MOVED");
}

bool refuses_writes(const Facts& facts) {
  if (is_replica(facts)) return false;  // it is meant to
  if (facts.probe && !facts.probe->refused.empty() && !was_refused_as_replica(facts.probe->refused))
    return true;
  return facts.info && facts.info->memory && is_full(*facts.info->memory);
}

}  // namespace

std::string_view availability(const Snapshot& snapshot) {
  const auto* facts = std::get_if<Facts>(&snapshot.facts);
  if (!snapshot.up || !facts) return "unavailable";
  if (facts->info && facts->info->persistence && facts->info->persistence->loading) return "loading";
  if ((facts->cluster && !facts->cluster->ok) || lost_its_master(snapshot)) return "unavailable";
  return refuses_writes(*facts) ? "read-only" : "available";
}

}  // namespace lifeguard::redis
