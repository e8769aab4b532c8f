#pragma once

#include "collectors/sample.hpp"

// The metrics of a Redis, each said once. In a namespace of their own: series.hpp has some of these names too.
namespace lifeguard::redis::metric {

using enum MetricType;

inline const MetricDef kInfo{"lifeguard_redis_info",
                             "1, with the product (Redis or Valkey), its version, mode (standalone, cluster, "
                             "sentinel) and role (master, replica).",
                             gauge,
                             {"product", "version", "mode", "role"}};
inline const MetricDef kStarted{"lifeguard_redis_start_time_seconds", "When it started, Unix time.", gauge};
inline const MetricDef kRestarts{"lifeguard_redis_restarts_total",
                                 "Restarts that were seen: another run_id answered.", counter};
inline const MetricDef kLatency{
    "lifeguard_redis_latency_seconds",
    "Round trips as Lifeguard has them: resolve, connect, tls and login of the connection in use, ping at each "
    "look, and with probe = \"read-write\" set and get.",
    gauge,
    {"op"}};
inline const MetricDef kWritesRefused{
    "lifeguard_redis_writes_refused",
    "1 while writes are refused for the server's state (READONLY, MISCONF, OOM, …), as the probe finds with "
    "probe "
    "= \"read-write\"; with ping only MISCONF is seen, and nothing else told.",
    gauge};
inline const MetricDef kCertificate{"lifeguard_redis_tls_certificate_expiry_timestamp_seconds",
                                    "When the server's certificate ends, Unix time.", gauge};
inline const MetricDef kDenied{"lifeguard_redis_denied_commands",
                               "Commands that the ACL denies to Lifeguard; `lifeguard check` names them.",
                               gauge};

inline const MetricDef kClients{"lifeguard_redis_clients",
                                "Clients connected, replicas and Lifeguard's own connection left out.", gauge};
inline const MetricDef kBlocked{"lifeguard_redis_blocked_clients",
                                "Clients in a command that waits, like BLPOP.", gauge};
inline const MetricDef kApplications{
    "lifeguard_redis_client_connections",
    "Clients by their name, library, user and host; quiet is for a minute or longer, neither blocked nor "
    "subscribed. The forty with the most, and the rest as \"other\".",
    gauge,
    {"name", "library", "user", "host", "state"}};
inline const MetricDef kConnections{"lifeguard_redis_connections_total", "Connections accepted.", counter};
inline const MetricDef kRejected{"lifeguard_redis_rejected_connections_total",
                                 "Connections refused because of maxclients, or by protected-mode.", counter};
inline const MetricDef kEvictedClients{"lifeguard_redis_evicted_clients_total",
                                       "Clients cut off because of maxmemory-clients.", counter};
inline const MetricDef kOverruns{"lifeguard_redis_output_buffer_overruns_total",
                                 "Clients cut off because of client-output-buffer-limit.", counter};

inline const MetricDef kHitRatio{
    "lifeguard_redis_hit_ratio",
    "Share of the keys looked up in the last minute that were found, Lifeguard's own look-ups left out; absent "
    "when there were none.",
    gauge};
inline const MetricDef kHits{"lifeguard_redis_keyspace_hits_total",
                             "Keys looked up and found, Lifeguard's own left out.", counter};
inline const MetricDef kMisses{"lifeguard_redis_keyspace_misses_total",
                               "Keys looked up and not found, Lifeguard's own left out.", counter};
inline const MetricDef kKeys{"lifeguard_redis_keys", "Keys of a database.", gauge, {"database"}};
inline const MetricDef kExpiring{
    "lifeguard_redis_keys_with_expiry", "Keys of a database that expire.", gauge, {"database"}};
inline const MetricDef kEvicted{"lifeguard_redis_evicted_keys_total", "Keys thrown out because of maxmemory.",
                                counter};
inline const MetricDef kExpired{"lifeguard_redis_expired_keys_total", "Keys that expired.", counter};

inline const MetricDef kUsed{"lifeguard_redis_memory_used_bytes", "Memory that Redis has allocated.", gauge};
inline const MetricDef kLimit{"lifeguard_redis_memory_limit_bytes", "maxmemory; absent when there is none.",
                              gauge};
inline const MetricDef kResident{"lifeguard_redis_memory_resident_bytes", "Memory that its process has.",
                                 gauge};
inline const MetricDef kPeak{"lifeguard_redis_memory_peak_bytes", "The most it has allocated since its start.",
                             gauge};
inline const MetricDef kDataset{"lifeguard_redis_memory_dataset_bytes", "Memory of the keys and values.",
                                gauge};
inline const MetricDef kFragmented{"lifeguard_redis_memory_fragmentation_bytes",
                                   "Memory that the allocator holds in pages it does not fill.", gauge};
inline const MetricDef kOverhead{"lifeguard_redis_memory_overhead_bytes",
                                 "Memory beside keys and values, by what it is for; from MEMORY STATS.",
                                 gauge,
                                 {"kind"}};

inline const MetricDef kCommands{"lifeguard_redis_commands_total", "Commands run.", counter};
inline const MetricDef kCommandCalls{"lifeguard_redis_command_calls_total",
                                     "Calls of a command; sixty of them, and the rest as \"other\".",
                                     counter,
                                     {"command"}};
inline const MetricDef kCommandSeconds{
    "lifeguard_redis_command_seconds_total", "Time that Redis spent in a command.", counter, {"command"}};
inline const MetricDef kCommandFailures{
    "lifeguard_redis_command_failures_total",
    "Calls of a command that failed in it, or were rejected before; of commands that had any.",
    counter,
    {"command", "reason"}};
inline const MetricDef kCommandLatency{"lifeguard_redis_command_latency_seconds",
                                       "What a command took within Redis in the last minute (7.0 and newer): "
                                       "p50 and p99, to the next power of two.",
                                       gauge,
                                       {"command", "quantile"}};
inline const MetricDef kErrors{
    "lifeguard_redis_error_replies_total", "Commands answered with an error, by its code.", counter, {"error"}};
inline const MetricDef kSlow{"lifeguard_redis_slow_commands_total",
                             "Entries of the slow log that came since Lifeguard watches.", counter};
inline const MetricDef kSlowLost{"lifeguard_redis_slow_commands_lost_total",
                                 "Entries of the slow log that came and went between two looks.", counter};
inline const MetricDef kNetwork{
    "lifeguard_redis_network_bytes_total", "Bytes received and sent.", counter, {"direction"}};
inline const MetricDef kCpu{"lifeguard_redis_cpu_seconds_total", "CPU time of its process.", counter, {"mode"}};
inline const MetricDef kFork{"lifeguard_redis_last_fork_seconds", "How long it stood still for its last fork.",
                             gauge};

inline const MetricDef kLoading{"lifeguard_redis_loading", "1 while it loads its dataset and serves nobody.",
                                gauge};
inline const MetricDef kLastSave{"lifeguard_redis_last_save_timestamp_seconds",
                                 "When the RDB file was last saved, Unix time.", gauge};
inline const MetricDef kUnsaved{"lifeguard_redis_changes_since_save", "Changes since then.", gauge};
inline const MetricDef kPersisted{
    "lifeguard_redis_persistence_success",
    "1 when the last of its kind went well: save (of the RDB file), aof_write, aof_rewrite.",
    gauge,
    {"kind"}};
inline const MetricDef kSaving{"lifeguard_redis_saving", "1 while the RDB file is being saved.", gauge};

inline const MetricDef kReplicas{"lifeguard_redis_connected_replicas", "Replicas connected.", gauge};
inline const MetricDef kBehind{"lifeguard_redis_replica_behind_bytes",
                               "How far a replica is behind in the replication stream.",
                               gauge,
                               {"replica"}};
inline const MetricDef kLastHeard{"lifeguard_redis_replica_last_heard_seconds",
                                  "Since when a replica has not acknowledged anything.",
                                  gauge,
                                  {"replica"}};
inline const MetricDef kOffset{"lifeguard_redis_replication_offset_bytes",
                               "Where the replication stream is, which starts anew with another master.",
                               gauge};
inline const MetricDef kFullSyncs{"lifeguard_redis_full_syncs_total", "Full copies sent to replicas.", counter};
inline const MetricDef kLinkUp{"lifeguard_redis_master_link_up",
                               "1 while this replica is connected to its master.", gauge};
inline const MetricDef kLastIo{"lifeguard_redis_master_last_io_seconds",
                               "Since when this replica has not heard from its master.", gauge};

inline const MetricDef kClusterOk{"lifeguard_redis_cluster_ok", "1 while the cluster serves all slots.", gauge};
inline const MetricDef kSlots{"lifeguard_redis_cluster_slots",
                              "Slots of the cluster: assigned, and of these ok, pfail or fail.",
                              gauge,
                              {"state"}};
inline const MetricDef kNodes{"lifeguard_redis_cluster_nodes", "Nodes of the cluster that this one knows.",
                              gauge};
inline const MetricDef kMasterOk{"lifeguard_redis_sentinel_master_ok",
                                 "1 while the sentinel finds the master well.",
                                 gauge,
                                 {"master", "address"}};
inline const MetricDef kMasterReplicas{
    "lifeguard_redis_sentinel_master_replicas", "Replicas that the sentinel knows.", gauge, {"master"}};
inline const MetricDef kMasterSentinels{"lifeguard_redis_sentinel_master_sentinels",
                                        "Sentinels that watch the master, this one too.",
                                        gauge,
                                        {"master"}};

}  // namespace lifeguard::redis::metric
