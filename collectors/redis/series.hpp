#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/redis/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::redis {

/// What the history remembers of a Redis beside its clients as a pool. Counters since its start, see
/// start_time().
std::vector<SeriesPoint> series_from(const Facts&);

std::string idle_clients_of(const ClientKind&);  // quiet for a minute, neither blocked nor subscribed

std::string probe_of(std::string_view operation);          // "ping", "set", "get": how long it took
std::string behind_of(const std::string& replica);         // bytes, by its address
std::string_view replica_behind(std::string_view series);  // the address again; empty of any other series

inline constexpr std::string_view kHits = "redis_keyspace_hits_total";
inline constexpr std::string_view kMisses = "redis_keyspace_misses_total";
inline constexpr std::string_view kCommands = "redis_commands_total";
inline constexpr std::string_view kEvictedKeys = "redis_evicted_keys_total";
inline constexpr std::string_view kRejectedConnections = "redis_rejected_connections_total";
inline constexpr std::string_view kEvictedClients = "redis_evicted_clients_total";
inline constexpr std::string_view kOutputOverruns = "redis_output_buffer_overruns_total";
inline constexpr std::string_view kSlowCommandsLost = "redis_slow_commands_lost_total";
inline constexpr std::string_view kErrorReplies = "redis_error_replies_total";
inline constexpr std::string_view kFullSyncs = "redis_full_syncs_total";
inline constexpr std::string_view kMemoryUsed = "redis_memory_used_bytes";
inline constexpr std::string_view kReplicas = "redis_replicas";
inline constexpr std::string_view kStartTime = "redis_start_time_seconds";

/// What such series are, for people; empty for a metric that has no words here.
std::string_view meaning_of(std::string_view metric);

}  // namespace lifeguard::redis
