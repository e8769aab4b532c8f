#include "exporters/compat/redis_exporter.hpp"

#include <algorithm>

#include "exporters/compat/redis_names.hpp"
#include "exporters/compat/table.hpp"

namespace lifeguard::compat {
namespace {

using enum MetricType;
using redis::Cluster;
using redis::CommandStats;
using redis::Keyspace;
using redis::Persistence;
using redis::Replica;
using redis::Replication;
using redis::SentinelMaster;

constexpr std::size_t kMostDatabases = 32, kMostReplicas = 32, kMostMasters = 32;

const MetricDef kUp{"redis_up", kRedisHelp};
const MetricDef kScrapeError{"redis_exporter_last_scrape_error", kRedisHelp, gauge, {"err"}};
const MetricDef kStarted{"redis_start_time_seconds", kRedisHelp};
const MetricDef kLastFork{"redis_latest_fork_seconds", kRedisHelp};
const MetricDef kErrors{"redis_errors_total", kRedisHelp, counter, {"err"}};
const MetricDef kInstance{"redis_instance_info",
                          kRedisHelp,
                          gauge,
                          {"role", "redis_version", "redis_build_id", "redis_mode", "os", "maxmemory_policy",
                           "tcp_port", "run_id", "process_id", "master_replid"}};

const Table<Persistence> kPersistence{
    kRedisHelp,
    {},
    {{{"redis_rdb_last_bgsave_status"}, gauge, &Persistence::last_save_ok},
     {{"redis_aof_last_write_status"}, gauge, &Persistence::last_aof_write_ok},
     {{"redis_aof_last_bgrewrite_status"}, gauge, &Persistence::last_aof_rewrite_ok}}};

const Table<Keyspace> kKeyspace{
    kRedisHelp,
    {"db"},
    {{{"redis_db_keys"}, gauge, &Keyspace::keys},
     {{"redis_db_keys_expiring"}, gauge, &Keyspace::expires},
     {{"redis_db_avg_ttl_seconds"}, gauge, [](const Keyspace& database) {
        return database.average_ttl ? std::optional(static_cast<double>(*database.average_ttl) / 1000)
                                    : std::nullopt;
      }}}};

const Table<CommandStats> kCommand{kRedisHelp,
                                   {"cmd"},
                                   {{{"redis_commands_total"}, counter, &CommandStats::calls},
                                    {{"redis_commands_duration_seconds_total"}, counter, &CommandStats::time},
                                    {{"redis_commands_rejected_calls_total"}, counter, &CommandStats::rejected},
                                    {{"redis_commands_failed_calls_total"}, counter, &CommandStats::failed}}};

const Table<Replica> kReplica{kRedisHelp,
                              {"slave_ip", "slave_port", "slave_state"},
                              {{{"redis_connected_slave_offset_bytes"}, gauge, &Replica::offset},
                               {{"redis_connected_slave_lag_seconds"}, gauge, &Replica::last_heard}}};

const Table<Replication> kMaster{kRedisHelp,
                                 {"master_host", "master_port"},
                                 {{{"redis_master_link_up"}, gauge, &Replication::link_up},
                                  {{"redis_master_last_io_seconds_ago"}, gauge, &Replication::last_io},
                                  {{"redis_master_sync_in_progress"}, gauge, &Replication::syncing}}};
const MetricDef kReplicaOffset{"redis_slave_repl_offset", kRedisHelp, gauge, {"master_host", "master_port"}};
const MetricDef kReplicaInfo{
    "redis_slave_info", kRedisHelp, gauge, {"master_host", "master_port", "read_only"}};

const Table<Cluster> kCluster{kRedisHelp,
                              {},
                              {{{"redis_cluster_state"}, gauge, &Cluster::ok},
                               {{"redis_cluster_slots_assigned"}, gauge, &Cluster::slots_assigned},
                               {{"redis_cluster_slots_ok"}, gauge, &Cluster::slots_ok},
                               {{"redis_cluster_slots_pfail"}, gauge, &Cluster::slots_pfail},
                               {{"redis_cluster_slots_fail"}, gauge, &Cluster::slots_fail},
                               {{"redis_cluster_known_nodes"}, gauge, &Cluster::nodes},
                               {{"redis_cluster_size"}, gauge, &Cluster::masters}}};

const MetricDef kMasters{"redis_sentinel_masters", kRedisHelp};
const MetricDef kTilt{"redis_sentinel_tilt", kRedisHelp};
const MetricDef kMasterStatus{
    "redis_sentinel_master_status", kRedisHelp, gauge, {"master_name", "master_address", "master_status"}};
const Table<SentinelMaster> kSentinel{
    kRedisHelp,
    {"master_name", "master_address"},
    {{{"redis_sentinel_master_slaves"}, gauge, &SentinelMaster::replicas},
     {{"redis_sentinel_master_sentinels"}, gauge, &SentinelMaster::sentinels}}};

class Writer {
 public:
  Writer(std::string target, std::vector<Sample>& out) : target_(std::move(target)), out_(out) {}

  void add(const MetricDef& metric, double value, std::vector<std::string> labels = {}) {
    out_.push_back({&metric, with_target(std::move(labels)), value});
  }
  template <class Facts>
  void add(const Table<Facts>& table, const Facts& facts, std::vector<std::string> labels = {}) {
    table.write(facts, with_target(std::move(labels)), out_);
  }

 private:
  std::vector<std::string> with_target(std::vector<std::string> labels) const {
    labels.insert(labels.begin(), target_);
    return labels;
  }

  std::string target_;
  std::vector<Sample>& out_;
};

struct HostAndPort {
  std::string host, port;
};

// "[::1]:6379" → "::1" and "6379"
HostAndPort parted(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string::npos) return {address, ""};
  std::string host = address.substr(0, colon);
  if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return {host, address.substr(colon + 1)};
}

std::optional<double> number_of(const redis::Info& info, std::string_view field) {
  const auto found = info.numbers.find(field);
  return found == info.numbers.end() ? std::nullopt : std::optional(found->second);
}

std::string text_of(const redis::Info& info, std::string_view field) {
  const auto value = number_of(info, field);
  return value ? std::to_string(static_cast<std::int64_t>(*value)) : "";
}

void write_instance(const redis::Info& info, Writer& out) {
  const bool replica = info.replication && info.replication->is_replica;
  out.add(kInstance, 1,
          {replica ? "slave" : "master", info.server.version, info.server.build, info.server.mode,
           info.server.system, info.memory ? info.memory->policy : "", text_of(info, "tcp_port"),
           info.server.run_id, text_of(info, "process_id"), info.replication ? info.replication->id : ""});
}

// The others together, so that sums stay right.
void write_commands(const std::vector<CommandStats>& commands, const std::set<std::string>& shown,
                    Writer& out) {
  CommandStats others;
  others.command = "other";
  for (const CommandStats& command : commands) {
    if (shown.contains(command.command)) {
      out.add(kCommand, command, {command.command});
      continue;
    }
    others.calls += command.calls;
    others.time += command.time;
    others.rejected += command.rejected;
    others.failed += command.failed;
  }
  if (others.calls + others.rejected > 0) out.add(kCommand, others, {others.command});
}

void write_replication(const redis::Info& info, Writer& out) {
  const Replication& replication = *info.replication;
  for (std::size_t i = 0; i < std::min(kMostReplicas, replication.replicas.size()); ++i) {
    const Replica& replica = replication.replicas[i];
    const auto [host, port] = parted(replica.address);
    out.add(kReplica, replica, {host, port, replica.state});
  }
  if (!replication.is_replica) return;
  const auto [host, port] = parted(replication.master);
  out.add(kMaster, replication, {host, port});
  if (const auto offset = number_of(info, "slave_repl_offset")) out.add(kReplicaOffset, *offset, {host, port});
  out.add(kReplicaInfo, 1, {host, port, replication.read_only ? "1" : "0"});
}

void write_info(const redis::Facts& facts, Writer& out) {
  const redis::Info& info = *facts.info;
  for (const RedisName& each : redis_names()) {
    if (const auto value = number_of(info, each.field)) out.add(each.metric, *value);
  }
  write_instance(info, out);
  out.add(kStarted, *number(info.server.started));
  if (const auto fork = number_of(info, "latest_fork_usec")) out.add(kLastFork, *fork / 1e6);
  if (info.persistence) out.add(kPersistence, *info.persistence);
  for (std::size_t i = 0; i < std::min(kMostDatabases, info.keyspace.size()); ++i) {
    out.add(kKeyspace, info.keyspace[i], {info.keyspace[i].database});
  }
  write_commands(info.commands, facts.shown_commands, out);
  for (const auto& [error, count] : info.errors) out.add(kErrors, static_cast<double>(count), {error});
  if (info.replication) write_replication(info, out);
}

void write_sentinel(const redis::Sentinel& sentinel, Writer& out) {
  out.add(kMasters, static_cast<double>(sentinel.masters.size()));
  out.add(kTilt, sentinel.tilt ? 1 : 0);
  for (std::size_t i = 0; i < std::min(kMostMasters, sentinel.masters.size()); ++i) {
    const SentinelMaster& master = sentinel.masters[i];
    out.add(kMasterStatus, master.status == "ok" ? 1 : 0, {master.name, master.address, master.status});
    out.add(kSentinel, master, {master.name, master.address});
  }
}

}  // namespace

void write_redis(const Snapshot& snapshot, const std::string&, std::vector<Sample>& samples) {
  Writer out(snapshot.target, samples);
  out.add(kUp, snapshot.up ? 1 : 0);
  out.add(kScrapeError, snapshot.up ? 0 : 1, {snapshot.error});
  const auto* facts = std::get_if<redis::Facts>(&snapshot.facts);
  if (!facts || !snapshot.up) return;
  if (facts->info) write_info(*facts, out);
  if (facts->cluster) out.add(kCluster, *facts->cluster);
  if (facts->sentinel) write_sentinel(*facts->sentinel, out);
}

}  // namespace lifeguard::compat
