#include "collectors/redis/info.hpp"

#include <algorithm>
#include <stdexcept>

namespace lifeguard::redis {
namespace {

constexpr std::size_t kMostCommands = 200, kMostErrors = 64;

std::optional<Bytes> bytes(const Fields& fields, std::string_view name) {
  const auto value = fields.integer(name);
  return value ? std::optional(Bytes{*value}) : std::nullopt;
}

int whole(const Fields& fields, std::string_view name) {
  return static_cast<int>(fields.integer_or_zero(name));
}

std::string address_of(std::string_view host, std::string_view port) {
  const bool is_ipv6 = host.find(':') != host.npos;
  return (is_ipv6 ? "[" + std::string(host) + "]" : std::string(host)) + ":" + std::string(port);
}

Server read_server(const Fields& fields, TimePoint at) {
  Server server;
  const bool is_valkey = fields.has("valkey_version");
  server.product = is_valkey ? "Valkey" : "Redis";
  server.version = fields.text(is_valkey ? "valkey_version" : "redis_version");
  server.mode = fields.text(fields.has("server_mode") ? "server_mode" : "redis_mode");
  server.run_id = fields.text("run_id");
  server.started = at - fields.seconds("uptime_in_seconds").value_or(Seconds(0));
  server.build = fields.text("redis_build_id");
  server.system = fields.text("os");
  return server;
}

std::optional<Clients> read_clients(const Fields& fields) {
  const auto connected = fields.integer("connected_clients");
  if (!connected) return std::nullopt;
  Clients clients;
  clients.connected = std::max(0, static_cast<int>(*connected) - 1);
  clients.taken =
      static_cast<int>(*connected) + whole(fields, "connected_slaves") + whole(fields, "cluster_connections");
  if (const auto limit = fields.integer("maxclients")) clients.limit = static_cast<int>(*limit);
  if (const auto blocked = fields.integer("blocked_clients")) clients.blocked = static_cast<int>(*blocked);
  return clients;
}

std::optional<Memory> read_memory(const Fields& fields) {
  const auto used = bytes(fields, "used_memory");
  if (!used) return std::nullopt;
  Memory memory;
  memory.used = *used;
  memory.limit = bytes(fields, "maxmemory");
  if (memory.limit == Bytes{0}) memory.limit.reset();
  memory.policy = fields.text("maxmemory_policy");
  memory.resident = bytes(fields, "used_memory_rss");
  memory.peak = bytes(fields, "used_memory_peak");
  memory.dataset = bytes(fields, "used_memory_dataset");
  memory.system = bytes(fields, "total_system_memory");
  memory.not_counted = bytes(fields, "mem_not_counted_for_evict");
  memory.allocator_frag_ratio = fields.real("allocator_frag_ratio");
  memory.allocator_frag = bytes(fields, "allocator_frag_bytes");
  memory.resident_ratio = fields.real("mem_fragmentation_ratio");
  if (fields.has("active_defrag_running")) memory.defragmenting = !fields.is("active_defrag_running", "0");
  return memory;
}

std::optional<Stats> read_stats(const Fields& fields) {
  if (!fields.has("total_commands_processed")) return std::nullopt;
  Stats stats;
  stats.connections = fields.integer_or_zero("total_connections_received");
  stats.commands = fields.integer_or_zero("total_commands_processed");
  stats.hits = fields.integer_or_zero("keyspace_hits");
  stats.misses = fields.integer_or_zero("keyspace_misses");
  stats.rejected_connections = fields.integer_or_zero("rejected_connections");
  stats.evicted_keys = fields.integer_or_zero("evicted_keys");
  stats.expired_keys = fields.integer_or_zero("expired_keys");
  stats.evicted_clients = fields.integer_or_zero("evicted_clients");
  stats.output_buffer_overruns = fields.integer_or_zero("client_output_buffer_limit_disconnections");
  stats.bytes_received = fields.integer_or_zero("total_net_input_bytes");
  stats.bytes_sent = fields.integer_or_zero("total_net_output_bytes");
  stats.error_replies = fields.integer("total_error_replies");
  if (const auto fork = fields.real("latest_fork_usec"); fork && *fork > 0)
    stats.last_fork = Seconds(*fork / 1e6);
  stats.commands_per_second = fields.real("instantaneous_ops_per_sec");
  stats.cpu_user = Seconds(fields.real("used_cpu_user").value_or(0));
  stats.cpu_system = Seconds(fields.real("used_cpu_sys").value_or(0));
  return stats;
}

// "ok" or "err"; what is not told has not failed.
bool went_well(const Fields& fields, std::string_view name) {
  return !fields.is(name, "err");
}

std::optional<Persistence> read_persistence(const Fields& fields) {
  if (!fields.has("loading")) return std::nullopt;
  Persistence persistence;
  persistence.loading = !fields.is("loading", "0") || fields.is("async_loading", "1");
  if (persistence.loading) persistence.loading_left = fields.seconds("loading_eta_seconds");
  if (const auto at = fields.integer("rdb_last_save_time"); at && *at > 0)
    persistence.last_save = TimePoint(std::chrono::seconds(*at));
  persistence.changes_since_save = fields.integer_or_zero("rdb_changes_since_last_save");
  persistence.last_save_ok = went_well(fields, "rdb_last_bgsave_status");
  persistence.saving = fields.is("rdb_bgsave_in_progress", "1");
  persistence.last_save_took = fields.seconds("rdb_last_bgsave_time_sec");
  persistence.saving_since = fields.seconds("rdb_current_bgsave_time_sec");
  persistence.aof = fields.is("aof_enabled", "1");
  persistence.last_aof_write_ok = went_well(fields, "aof_last_write_status");
  persistence.last_aof_rewrite_ok = went_well(fields, "aof_last_bgrewrite_status");
  persistence.aof_rewrite_failures = whole(fields, "aof_rewrites_consecutive_failures");
  persistence.delayed_fsyncs = fields.integer("aof_delayed_fsync");
  return persistence;
}

Replica read_replica(std::string_view line, std::int64_t offset) {
  const Fields fields = Fields::of_pairs(line, ',');
  Replica replica;
  replica.address = address_of(fields.text("ip"), fields.text("port"));
  replica.state = fields.text("state");
  replica.offset = fields.integer_or_zero("offset");
  if (replica.state == "online") replica.last_heard = fields.seconds("lag");
  replica.behind = std::max<std::int64_t>(0, offset - replica.offset);
  return replica;
}

std::optional<Replication> read_replication(const Fields& fields) {
  if (!fields.has("role")) return std::nullopt;
  Replication replication;
  replication.is_replica = fields.is("role", "slave") || fields.is("role", "replica");
  replication.id = fields.text("master_replid");
  replication.offset = fields.integer_or_zero("master_repl_offset");
  replication.full_syncs = fields.integer_or_zero("sync_full");
  replication.partial_syncs_refused = fields.integer_or_zero("sync_partial_err");
  if (fields.is("repl_backlog_active", "1")) replication.backlog = bytes(fields, "repl_backlog_size");
  fields.for_each("slave", [&](std::string_view number, std::string_view line) {
    if (number_in<int>(number)) replication.replicas.push_back(read_replica(line, replication.offset));
  });
  std::sort(replication.replicas.begin(), replication.replicas.end(),
            [](const Replica& a, const Replica& b) { return a.address < b.address; });
  if (!replication.is_replica) return replication;
  replication.master = address_of(fields.text("master_host"), fields.text("master_port"));
  replication.link_up = fields.is("master_link_status", "up");
  replication.link_down_for = fields.seconds("master_link_down_since_seconds");
  replication.last_io = fields.seconds("master_last_io_seconds_ago");
  replication.syncing = fields.is("master_sync_in_progress", "1");
  replication.read_only = !fields.is("slave_read_only", "0");
  return replication;
}

std::vector<CommandStats> read_commands(const Fields& fields) {
  std::vector<CommandStats> commands;
  fields.for_each("cmdstat_", [&](std::string_view name, std::string_view line) {
    const Fields values = Fields::of_pairs(line, ',');
    CommandStats command;
    command.command = name;
    command.calls = values.integer_or_zero("calls");
    command.time = Seconds(values.real("usec").value_or(0) / 1e6);
    command.rejected = values.integer_or_zero("rejected_calls");
    command.failed = values.integer_or_zero("failed_calls");
    commands.push_back(std::move(command));
  });
  std::sort(commands.begin(), commands.end(), [](const CommandStats& a, const CommandStats& b) {
    return a.time != b.time ? a.time > b.time : a.command < b.command;
  });
  if (commands.size() > kMostCommands) commands.resize(kMostCommands);
  return commands;
}

std::map<std::string, std::int64_t> read_errors(const Fields& fields) {
  std::map<std::string, std::int64_t> errors;
  fields.for_each("errorstat_", [&](std::string_view name, std::string_view line) {
    if (errors.size() == kMostErrors) return;
    errors.emplace(name, Fields::of_pairs(line, ',').integer_or_zero("count"));
  });
  return errors;
}

// By name: the fourth field is another one in each product.
std::vector<Keyspace> read_keyspace(const Fields& fields) {
  std::vector<Keyspace> keyspace;
  fields.for_each("db", [&](std::string_view number, std::string_view line) {
    if (!number_in<int>(number)) return;
    const Fields values = Fields::of_pairs(line, ',');
    keyspace.push_back({"db" + std::string(number), values.integer_or_zero("keys"),
                        values.integer_or_zero("expires"), values.integer("avg_ttl")});
  });
  std::sort(keyspace.begin(), keyspace.end(),
            [](const Keyspace& a, const Keyspace& b) { return a.database < b.database; });
  return keyspace;
}

std::map<std::string, double, std::less<>> read_numbers(const Fields& fields) {
  std::map<std::string, double, std::less<>> numbers;
  fields.for_each("", [&](std::string_view name, std::string_view value) {
    if (const auto number = number_in<double>(value)) numbers.emplace(name, *number);
  });
  return numbers;
}

}  // namespace

int major_of(std::string_view version) {
  return number_in<int>(version.substr(0, version.find('.'))).value_or(0);
}

Info read_info(const Fields& fields, TimePoint at) {
  if (!fields.has("redis_version") && !fields.has("valkey_version"))
    throw std::runtime_error("INFO names no version of Redis");
  Info info;
  info.server = read_server(fields, at);
  info.clients = read_clients(fields);
  info.memory = read_memory(fields);
  info.stats = read_stats(fields);
  info.persistence = read_persistence(fields);
  info.replication = read_replication(fields);
  info.commands = read_commands(fields);
  info.errors = read_errors(fields);
  info.keyspace = read_keyspace(fields);
  info.cluster_enabled = fields.is("cluster_enabled", "1");
  info.numbers = read_numbers(fields);
  return info;
}

std::optional<Sentinel> read_sentinel(const Fields& fields) {
  if (!fields.has("sentinel_masters")) return std::nullopt;
  Sentinel sentinel;
  sentinel.tilt = fields.is("sentinel_tilt", "1");
  fields.for_each("master", [&](std::string_view number, std::string_view line) {
    if (!number_in<int>(number)) return;
    const Fields values = Fields::of_pairs(line, ',');
    sentinel.masters.push_back({std::string(values.text("name")), std::string(values.text("status")),
                                std::string(values.text("address")), whole(values, "slaves"),
                                whole(values, "sentinels")});
  });
  std::sort(sentinel.masters.begin(), sentinel.masters.end(),
            [](const SentinelMaster& a, const SentinelMaster& b) { return a.name < b.name; });
  return sentinel;
}

Cluster read_cluster(const Fields& fields) {
  if (!fields.has("cluster_state")) throw std::runtime_error("CLUSTER INFO names no cluster_state");
  Cluster cluster;
  cluster.ok = fields.is("cluster_state", "ok");
  cluster.slots_assigned = whole(fields, "cluster_slots_assigned");
  cluster.slots_ok = whole(fields, "cluster_slots_ok");
  cluster.slots_pfail = whole(fields, "cluster_slots_pfail");
  cluster.slots_fail = whole(fields, "cluster_slots_fail");
  cluster.nodes = whole(fields, "cluster_known_nodes");
  cluster.masters = whole(fields, "cluster_size");
  return cluster;
}

}  // namespace lifeguard::redis
