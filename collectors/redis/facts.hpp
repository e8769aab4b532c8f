#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/time.hpp"

// What is known of a Redis or a Valkey. A value that the server does not tell, or tells as "never" (-1), is
// absent. Instants are of the agent's clock, counters since the server's start unless said otherwise.
namespace lifeguard::redis {

struct Server {
  std::string product;  // "Redis", "Valkey"
  std::string version;  // its own: "7.0.15"
  std::string mode;     // "standalone", "cluster", "sentinel"
  std::string run_id;   // another one: it was restarted, or another server answers
  TimePoint started;
  std::string build, system;  // "c6f3693d1aced7d9", "Linux 6.1.0-32-amd64 x86_64"
};

struct Clients {
  int connected = 0;  // replicas and Lifeguard's own left out
  int taken = 0;      // what counts against maxclients: those connected, replicas and cluster links too
  std::optional<int> limit;
  std::optional<int> blocked;
};

struct Memory {
  Bytes used;
  std::optional<Bytes> limit;  // maxmemory; absent where there is none
  std::string policy;          // "noeviction", "allkeys-lru", …
  std::optional<Bytes> resident, peak, dataset, system;
  std::optional<Bytes> not_counted;            // of `used`, what evicting does not count: replication buffers
  std::optional<double> allocator_frag_ratio;  // what fragmentation is: active pages over allocated bytes
  std::optional<Bytes> allocator_frag;         // and in bytes
  std::optional<double> resident_ratio;        // mem_fragmentation_ratio: no measure while little is used
  std::optional<bool> defragmenting;
};

struct Keyspace {
  std::string database;  // "db0"
  std::int64_t keys = 0, expires = 0;
  std::optional<std::int64_t> average_ttl{};  // milliseconds
};

struct Stats {
  std::int64_t connections = 0, commands = 0;
  std::int64_t hits = 0, misses = 0;  // less those of Lifeguard's own probe
  std::int64_t rejected_connections = 0;
  std::int64_t evicted_keys = 0, expired_keys = 0;
  std::int64_t evicted_clients = 0;         // 7.0+: for maxmemory-clients
  std::int64_t output_buffer_overruns = 0;  // 7.2+: clients cut off for client-output-buffer-limit
  std::int64_t bytes_received = 0, bytes_sent = 0;
  std::optional<std::int64_t> error_replies;  // 6.2+
  std::optional<Seconds> last_fork;           // how long it stood still for the last fork
  std::optional<double> commands_per_second;
  Seconds cpu_user{}, cpu_system{};
};

struct Persistence {
  bool loading = false;
  std::optional<Seconds> loading_left;  // by its own estimate
  std::optional<TimePoint> last_save;   // of the RDB file, or its start
  std::int64_t changes_since_save = 0;
  bool last_save_ok = true;
  bool saving = false;
  std::optional<Seconds> last_save_took, saving_since;
  bool aof = false;
  bool last_aof_write_ok = true, last_aof_rewrite_ok = true;
  int aof_rewrite_failures = 0;  // one after the other, 7.0+
  std::optional<std::int64_t> delayed_fsyncs;
};

struct Replica {
  std::string address;  // "10.0.0.8:6379"
  std::string state;    // "online", "wait_bgsave", "send_bulk"
  std::int64_t offset = 0;
  std::optional<Seconds> last_heard;  // `lag`: since its last acknowledgement; only while online
  std::int64_t behind = 0;            // bytes of the replication stream
};

struct Replication {
  bool is_replica = false;
  std::string id;           // master_replid: changes with a failover
  std::int64_t offset = 0;  // of the stream
  std::vector<Replica> replicas;
  std::optional<Bytes> backlog;  // how far behind a replica can be and still catch up without a full copy
  std::int64_t full_syncs = 0, partial_syncs_refused = 0;

  // Of a replica alone:
  std::string master;  // "10.0.0.7:6379"
  bool link_up = false;
  std::optional<Seconds> link_down_for;  // absent also when it was never up
  std::optional<Seconds> last_io;        // since the master was last heard
  bool syncing = false;                  // receives a full copy
  bool read_only = true;
};

struct CommandStats {
  std::string command;  // "get", "config|set"
  std::int64_t calls = 0;
  Seconds time{};
  std::int64_t rejected = 0, failed = 0;  // 6.2+
};

/// INFO.
struct Info {
  Server server;
  std::optional<Clients> clients;
  std::optional<Memory> memory;
  std::optional<Stats> stats;
  std::optional<Persistence> persistence;
  std::optional<Replication> replication;
  std::vector<CommandStats> commands;          // those with the most time
  std::map<std::string, std::int64_t> errors;  // "OOM" → 12; 6.2+
  std::vector<Keyspace> keyspace;
  bool cluster_enabled = false;
  std::map<std::string, double, std::less<>> numbers;  // all of INFO's that are one, under its own names
};

/// One client as evidence.
struct Client {
  std::int64_t id = 0;
  std::string address;  // "10.0.3.7:40112"
  Seconds age{}, idle{};
  std::string command;  // its last one, in lower case
  Bytes memory;
  int database = 0;
  std::string name{}, user{};
};

/// Who opens connections: one application's name, or its library where it gives none, on one host.
struct ClientKind {
  std::string name, library, user, host;  // host without port; "unix" for a socket, "*" for all hosts together
  auto operator<=>(const ClientKind&) const = default;
};

struct ClientGroup {
  ClientKind kind;
  int clients = 0;
  int idle_10s = 0, idle_minute = 0, idle_5_minutes = 0, idle_hour = 0;  // quiet for at least that long
  int blocked = 0;                                                       // in BLPOP, XREAD … on purpose
  int subscribers = 0;                                                   // to channels, on purpose
  Bytes memory;
  std::vector<Client> quietest;  // neither blocked nor subscribed, longest idle first, at most five
};

/// CLIENT LIST without replicas, masters and Lifeguard's own connection.
struct ClientList {
  TimePoint at;
  int clients = 0;
  std::vector<ClientGroup> groups;          // those with the most clients first, at most a hundred
  int not_grouped = 0;                      // clients of the groups beyond
  std::vector<ClientGroup> applications{};  // those on several hosts, all hosts together; at most a hundred
};

/// One entry of SLOWLOG. Arguments are never kept: they are people's data.
struct SlowCommand {
  std::int64_t id = 0;
  TimePoint at;
  Seconds took{};
  std::string command;  // "hgetall", "config set"
  int arguments = 0;
  std::string shape;         // its first key, only its form: "user:?:cart"; empty where it has none
  std::string client, name;  // who: "10.0.3.7:40112", "checkout"
};

struct SlowLog {
  std::vector<SlowCommand> recent;  // of the last ten minutes since we watch, newest first, at most 128
  std::int64_t seen = 0;            // since we watch
  std::int64_t lost = 0;            // that came and went between two looks
};

/// What a command took within the server, by LATENCY HISTOGRAM (7.0+), whose steps are powers of two: a
/// percentile is the upper end of its step.
struct CommandLatency {
  std::string command;
  std::int64_t calls = 0;  // in the window
  Seconds p50{}, p99{};
};

struct Latencies {
  Seconds window{};  // how long the window really is
  std::vector<CommandLatency> commands;
};

struct MemoryStats {
  std::map<std::string, double> values;  // MEMORY STATS, its numbers by name: "clients.normal"
};

struct Cluster {
  bool ok = false;
  int slots_assigned = 0, slots_ok = 0, slots_pfail = 0, slots_fail = 0;
  int nodes = 0, masters = 0;  // known nodes; masters that serve slots
};

struct SentinelMaster {
  std::string name, status, address;  // status: "ok", "sdown", "odown"
  int replicas = 0, sentinels = 0;
};

struct Sentinel {
  bool tilt = false;
  std::vector<SentinelMaster> masters;
};

/// What Lifeguard itself measured, over the network.
struct Probe {
  std::optional<Seconds> resolve, connect, tls, login;  // of the connection in use
  Seconds ping{};
  std::optional<Seconds> set, get;  // with probe = "read-write"
  std::string refused;  // why a write was refused: "READONLY …", "MISCONF …", "OOM …"; else empty
};

/// A part that is not known is absent.
struct Facts {
  TimePoint taken;
  std::string endpoint;  // "cache:6379"
  std::optional<Info> info;
  std::optional<ClientList> clients;
  std::optional<SlowLog> slowlog;
  std::optional<Latencies> latencies;  // over the last minute
  std::optional<MemoryStats> memory_stats;
  std::optional<Cluster> cluster;    // of a cluster's node
  std::optional<Sentinel> sentinel;  // of a sentinel
  std::optional<Probe> probe;
  std::optional<TimePoint> certificate_expiry;  // of the server's
  std::string user;                             // whom Lifeguard is: "default", "lifeguard"
  std::vector<std::string> denied;              // commands that the ACL denies: "client|list"
  std::vector<std::string> absent;              // commands that this server does not have
  std::set<std::string> shown_commands;         // that have series of their own, as long as we watch
  std::optional<double> hit_ratio;              // of the last minute; absent without look-ups in it
  bool writes_probed = false;                   // probe = "read-write"
  int restarts = 0;                             // seen by us
};

}  // namespace lifeguard::redis
