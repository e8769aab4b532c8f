#pragma once

#include <string>
#include <string_view>

namespace lifeguard::redis {

/// What Redis 7.0.15 said of itself, in part.
inline const std::string kInfo7 =
    "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n"
    "run_id:2212838dbdf3f6db25d049ea09e34e82da34f441\r\nserver_time_usec:1795227139136873\r\n"
    "uptime_in_seconds:100\r\n\r\n"
    "# "
    "Clients\r\nconnected_clients:12\r\ncluster_connections:0\r\nmaxclients:10000\r\nblocked_clients:2\r\n\r\n"
    "# Memory\r\nused_memory:990672\r\nused_memory_human:967.45K\r\nused_memory_rss:12279808\r\n"
    "used_memory_peak:1990672\r\nused_memory_dataset:114208\r\ntotal_system_memory:25276514304\r\n"
    "maxmemory:67108864\r\nmaxmemory_policy:allkeys-lru\r\nallocator_frag_ratio:1.08\r\n"
    "allocator_frag_bytes:148256\r\nmem_fragmentation_ratio:12.74\r\nmem_not_counted_for_evict:0\r\n"
    "active_defrag_running:0\r\n\r\n"
    "# Persistence\r\nloading:0\r\nasync_loading:0\r\nrdb_changes_since_last_save:3\r\n"
    "rdb_bgsave_in_progress:0\r\nrdb_last_save_time:1795227138\r\nrdb_last_bgsave_status:ok\r\n"
    "rdb_last_bgsave_time_sec:-1\r\nrdb_current_bgsave_time_sec:-1\r\naof_enabled:0\r\n"
    "aof_last_bgrewrite_status:ok\r\naof_rewrites_consecutive_failures:0\r\naof_last_write_status:ok\r\n\r\n"
    "# Stats\r\ntotal_connections_received:8\r\ntotal_commands_processed:1004\r\n"
    "instantaneous_ops_per_sec:34\r\ntotal_net_input_bytes:21760\r\ntotal_net_output_bytes:7643\r\n"
    "rejected_connections:5\r\nsync_full:1\r\nsync_partial_err:1\r\nexpired_keys:7\r\nevicted_keys:9\r\n"
    "evicted_clients:0\r\nkeyspace_hits:800\r\nkeyspace_misses:200\r\nlatest_fork_usec:0\r\n"
    "total_error_replies:1\r\n\r\n"
    "# Replication\r\nrole:master\r\nconnected_slaves:2\r\n"
    "slave0:ip=127.0.0.1,port=21111,state=online,offset=100,lag=1\r\n"
    "slave1:ip=::1,port=21112,state=wait_bgsave,offset=0,lag=0\r\n"
    "master_replid:43203eb04584b0521e39d5050f292ce6ac534198\r\nmaster_repl_offset:157\r\n"
    "repl_backlog_active:1\r\nrepl_backlog_size:1048576\r\n\r\n"
    "# CPU\r\nused_cpu_sys:0.5\r\nused_cpu_user:1.25\r\n\r\n"
    "# Commandstats\r\ncmdstat_get:calls=1000,usec=2500,usec_per_call=2.50,rejected_calls=0,failed_calls=0\r\n"
    "cmdstat_config|set:calls=3,usec=9000,usec_per_call=3000.00,rejected_calls=1,failed_calls=2\r\n\r\n"
    "# Errorstats\r\nerrorstat_NOPERM:count=1\r\nerrorstat_OOM:count=12\r\n\r\n"
    "# Cluster\r\ncluster_enabled:0\r\n\r\n# Keyspace\r\ndb0:keys=3,expires=1,avg_ttl=0\r\n";

inline const std::string kReplica =
    "redis_version:7.0.15\r\nrole:slave\r\nmaster_host:10.0.0.7\r\nmaster_port:6379\r\n"
    "master_link_status:down\r\nmaster_last_io_seconds_ago:-1\r\nmaster_sync_in_progress:0\r\n"
    "slave_read_only:1\r\nmaster_link_down_since_seconds:-1\r\nslave_repl_offset:1\r\nslave_priority:100\r\n";

inline const std::string kInfo6 =
    "redis_version:6.0.16\r\nredis_mode:standalone\r\nrun_id:a\r\nuptime_in_seconds:1\r\n"
    "connected_clients:1\r\nused_memory:1000\r\nmaxmemory:0\r\nmaxmemory_policy:noeviction\r\nloading:0\r\n"
    "rdb_last_save_time:1795227138\r\nrdb_last_bgsave_status:err\r\ntotal_commands_processed:5\r\nrole:"
    "master\r\n"
    "cmdstat_get:calls=1,usec=2,usec_per_call=2.00\r\ndb0:keys=1,expires=0,avg_ttl=0\r\n";

inline const std::string kInfo8 =
    "redis_version:8.0.2\r\nredis_mode:cluster\r\nrun_id:b\r\nuptime_in_seconds:1\r\nconnected_clients:1\r\n"
    "maxclients:100\r\npubsub_clients:0\r\nused_memory:1000\r\nused_memory_peak_time:1795227138\r\nmaxmemory:"
    "0\r\n"
    "io_thread_0:clients=1,reads=6,writes=6\r\ncluster_enabled:1\r\ndistrib_strings_sizes:1=3\r\n"
    "db0:keys=4,expires=2,avg_ttl=0,subexpiry=1\r\ndb0_distrib_strings_sizes:1=3\r\n";

inline const std::string kValkey =
    "redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\nserver_mode:standalone\r\nrun_id:"
    "c\r\n"
    "uptime_in_seconds:1\r\nconnected_clients:2\r\nmaxclients:100\r\n"
    "db0:keys=4,expires=2,avg_ttl=0,keys_with_volatile_items=3\r\n";

inline const std::string kSentinel =
    "redis_version:7.0.15\r\nredis_mode:sentinel\r\nrun_id:d\r\nuptime_in_seconds:1\r\nconnected_clients:1\r\n"
    "sentinel_masters:1\r\nsentinel_tilt:0\r\nsentinel_tilt_since_seconds:-1\r\n"
    "master0:name=mymaster,status=ok,address=127.0.0.1:21110,slaves=1,sentinels=1\r\n";

}  // namespace lifeguard::redis
