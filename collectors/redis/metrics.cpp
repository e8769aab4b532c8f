#include "collectors/redis/metrics.hpp"

#include <algorithm>

#include "collectors/redis/definitions.hpp"

namespace lifeguard::redis {

using namespace metric;

namespace {

constexpr std::size_t kMostKinds = 40, kMostDatabases = 32, kMostReplicas = 32, kMostMasters = 32;

class Writer {
 public:
  using Labels = std::vector<std::string>;

  void add(const MetricDef& metric, double value, Labels labels = {}) {
    samples_.push_back({&metric, std::move(labels), value});
  }
  void add(const MetricDef& metric, std::int64_t value, Labels labels = {}) {
    add(metric, static_cast<double>(value), std::move(labels));
  }
  void add(const MetricDef& metric, int value, Labels labels = {}) {
    add(metric, static_cast<double>(value), std::move(labels));
  }
  void add(const MetricDef& metric, bool value, Labels labels = {}) {
    add(metric, value ? 1.0 : 0.0, std::move(labels));
  }
  void add(const MetricDef& metric, Seconds value, Labels labels = {}) {
    add(metric, value.count(), std::move(labels));
  }
  void add(const MetricDef& metric, Bytes value, Labels labels = {}) {
    add(metric, static_cast<double>(value.count), std::move(labels));
  }
  void add(const MetricDef& metric, TimePoint value, Labels labels = {}) {
    add(metric, Seconds(value.time_since_epoch()), std::move(labels));
  }
  template <class T>
  void add(const MetricDef& metric, const std::optional<T>& value, Labels labels = {}) {
    if (value) add(metric, *value, std::move(labels));
  }

  std::vector<Sample> take() { return std::move(samples_); }

 private:
  std::vector<Sample> samples_;
};

void write(const Server& server, const std::optional<Replication>& replication, Writer& out) {
  const std::string role = !replication ? "" : replication->is_replica ? "replica" : "master";
  out.add(kInfo, 1, {server.product, server.version, server.mode, role});
  out.add(kStarted, server.started);
}

void write(const Memory& memory, Writer& out) {
  out.add(kUsed, memory.used);
  out.add(kLimit, memory.limit);
  out.add(kResident, memory.resident);
  out.add(kPeak, memory.peak);
  out.add(kDataset, memory.dataset);
  out.add(kFragmented, memory.allocator_frag);
}

void write(const Stats& stats, Writer& out) {
  out.add(kConnections, stats.connections);
  out.add(kRejected, stats.rejected_connections);
  out.add(kEvictedClients, stats.evicted_clients);
  out.add(kOverruns, stats.output_buffer_overruns);
  out.add(kHits, stats.hits);
  out.add(kMisses, stats.misses);
  out.add(kEvicted, stats.evicted_keys);
  out.add(kExpired, stats.expired_keys);
  out.add(kCommands, stats.commands);
  out.add(kNetwork, stats.bytes_received, {"received"});
  out.add(kNetwork, stats.bytes_sent, {"sent"});
  out.add(kCpu, stats.cpu_user, {"user"});
  out.add(kCpu, stats.cpu_system, {"system"});
  out.add(kFork, stats.last_fork);
}

void write(const Persistence& persistence, Writer& out) {
  out.add(kLoading, persistence.loading);
  out.add(kLastSave, persistence.last_save);
  out.add(kUnsaved, persistence.changes_since_save);
  out.add(kSaving, persistence.saving);
  out.add(kPersisted, persistence.last_save_ok, {"save"});
  if (!persistence.aof) return;
  out.add(kPersisted, persistence.last_aof_write_ok, {"aof_write"});
  out.add(kPersisted, persistence.last_aof_rewrite_ok, {"aof_rewrite"});
}

void write(const Replication& replication, Writer& out) {
  out.add(kReplicas, static_cast<int>(replication.replicas.size()));
  out.add(kOffset, replication.offset);
  out.add(kFullSyncs, replication.full_syncs);
  for (std::size_t i = 0; i < std::min(kMostReplicas, replication.replicas.size()); ++i) {
    const Replica& replica = replication.replicas[i];
    out.add(kBehind, replica.behind, {replica.address});
    out.add(kLastHeard, replica.last_heard, {replica.address});
  }
  if (!replication.is_replica) return;
  out.add(kLinkUp, replication.link_up);
  out.add(kLastIo, replication.last_io);
}

void write(const std::vector<CommandStats>& commands, const std::set<std::string>& shown, Writer& out) {
  CommandStats other;
  other.command = "other";
  const auto write_one = [&](const CommandStats& command) {
    out.add(kCommandCalls, command.calls, {command.command});
    out.add(kCommandSeconds, command.time, {command.command});
    if (command.failed > 0) out.add(kCommandFailures, command.failed, {command.command, "failed"});
    if (command.rejected > 0) out.add(kCommandFailures, command.rejected, {command.command, "rejected"});
  };
  for (const CommandStats& command : commands) {
    if (shown.contains(command.command)) {
      write_one(command);
      continue;
    }
    other.calls += command.calls;
    other.time += command.time;
    other.failed += command.failed;
    other.rejected += command.rejected;
  }
  if (other.calls + other.rejected > 0) write_one(other);
}

void write(const std::vector<Keyspace>& keyspace, Writer& out) {
  for (std::size_t i = 0; i < std::min(kMostDatabases, keyspace.size()); ++i) {
    out.add(kKeys, keyspace[i].keys, {keyspace[i].database});
    out.add(kExpiring, keyspace[i].expires, {keyspace[i].database});
  }
}

void write(const Info& info, const std::set<std::string>& shown_commands, Writer& out) {
  write(info.server, info.replication, out);
  if (info.clients) {
    out.add(kClients, info.clients->connected);
    out.add(kBlocked, info.clients->blocked);
  }
  if (info.memory) write(*info.memory, out);
  if (info.stats) write(*info.stats, out);
  if (info.persistence) write(*info.persistence, out);
  if (info.replication) write(*info.replication, out);
  write(info.commands, shown_commands, out);
  for (const auto& [error, count] : info.errors) out.add(kErrors, count, {error});
  write(info.keyspace, out);
}

void write(const ClientList& list, Writer& out) {
  struct Counts {
    int clients = 0, quiet = 0, blocked = 0, subscribed = 0;
  };
  const auto write_one = [&](const ClientKind& kind, const Counts& counts) {
    const int busy = std::max(0, counts.clients - counts.quiet - counts.blocked - counts.subscribed);
    const auto add = [&](const char* state, int count) {
      out.add(kApplications, count, {kind.name, kind.library, kind.user, kind.host, state});
    };
    add("busy", busy);
    add("quiet", counts.quiet);
    add("blocked", counts.blocked);
    add("subscribed", counts.subscribed);
  };
  Counts rest{list.not_grouped, 0, 0, 0};
  for (std::size_t i = 0; i < list.groups.size(); ++i) {
    const ClientGroup& group = list.groups[i];
    const Counts counts{group.clients, group.idle_minute, group.blocked, group.subscribers};
    if (i < kMostKinds) {
      write_one(group.kind, counts);
      continue;
    }
    rest.clients += counts.clients;
    rest.quiet += counts.quiet;
    rest.blocked += counts.blocked;
    rest.subscribed += counts.subscribed;
  }
  if (rest.clients > 0) write_one({"other", "", "", ""}, rest);
}

void write(const Latencies& latencies, const std::set<std::string>& shown, Writer& out) {
  for (const CommandLatency& latency : latencies.commands) {
    if (!shown.contains(latency.command)) continue;
    out.add(kCommandLatency, latency.p50, {latency.command, "0.5"});
    out.add(kCommandLatency, latency.p99, {latency.command, "0.99"});
  }
}

// By MEMORY STATS's names, of which others are sums, ratios or counts.
void write(const MemoryStats& stats, Writer& out) {
  for (const char* name : {"startup.allocated", "replication.backlog", "clients.normal", "clients.slaves",
                           "cluster.links", "aof.buffer", "lua.caches", "functions.caches"}) {
    const auto found = stats.values.find(name);
    if (found != stats.values.end()) out.add(kOverhead, found->second, {name});
  }
}

void write(const Cluster& cluster, Writer& out) {
  out.add(kClusterOk, cluster.ok);
  out.add(kSlots, cluster.slots_assigned, {"assigned"});
  out.add(kSlots, cluster.slots_ok, {"ok"});
  out.add(kSlots, cluster.slots_pfail, {"pfail"});
  out.add(kSlots, cluster.slots_fail, {"fail"});
  out.add(kNodes, cluster.nodes);
}

void write(const Sentinel& sentinel, Writer& out) {
  for (std::size_t i = 0; i < std::min(kMostMasters, sentinel.masters.size()); ++i) {
    const SentinelMaster& master = sentinel.masters[i];
    out.add(kMasterOk, master.status == "ok", {master.name, master.address});
    out.add(kMasterReplicas, master.replicas, {master.name});
    out.add(kMasterSentinels, master.sentinels, {master.name});
  }
}

void write(const Probe& probe, bool writes, Writer& out) {
  out.add(kLatency, probe.resolve, {"resolve"});
  out.add(kLatency, probe.connect, {"connect"});
  out.add(kLatency, probe.tls, {"tls"});
  out.add(kLatency, probe.login, {"login"});
  out.add(kLatency, probe.ping, {"ping"});
  out.add(kLatency, probe.set, {"set"});
  out.add(kLatency, probe.get, {"get"});
  if (writes || !probe.refused.empty()) out.add(kWritesRefused, !probe.refused.empty());
}

}  // namespace

const std::vector<const MetricDef*>& metric_definitions() {
  static const std::vector<const MetricDef*> all{
      &kInfo,           &kStarted,      &kRestarts,       &kLatency,
      &kWritesRefused,  &kCertificate,  &kDenied,         &kClients,
      &kBlocked,        &kApplications, &kConnections,    &kRejected,
      &kEvictedClients, &kOverruns,     &kHitRatio,       &kHits,
      &kMisses,         &kKeys,         &kExpiring,       &kEvicted,
      &kExpired,        &kUsed,         &kLimit,          &kResident,
      &kPeak,           &kDataset,      &kFragmented,     &kOverhead,
      &kCommands,       &kCommandCalls, &kCommandSeconds, &kCommandFailures,
      &kCommandLatency, &kErrors,       &kSlow,           &kSlowLost,
      &kNetwork,        &kCpu,          &kFork,           &kLoading,
      &kLastSave,       &kUnsaved,      &kPersisted,      &kSaving,
      &kReplicas,       &kBehind,       &kLastHeard,      &kOffset,
      &kFullSyncs,      &kLinkUp,       &kLastIo,         &kClusterOk,
      &kSlots,          &kNodes,        &kMasterOk,       &kMasterReplicas,
      &kMasterSentinels};
  return all;
}

std::vector<Sample> samples_from(const Facts& facts) {
  Writer out;
  out.add(kRestarts, facts.restarts);
  out.add(kDenied, static_cast<int>(facts.denied.size()));
  out.add(kCertificate, facts.certificate_expiry);
  out.add(kHitRatio, facts.hit_ratio);
  if (facts.probe) write(*facts.probe, facts.writes_probed, out);
  if (facts.info) write(*facts.info, facts.shown_commands, out);
  if (facts.clients) write(*facts.clients, out);
  if (facts.slowlog) {
    out.add(kSlow, facts.slowlog->seen);
    out.add(kSlowLost, facts.slowlog->lost);
  }
  if (facts.latencies) write(*facts.latencies, facts.shown_commands, out);
  if (facts.memory_stats) write(*facts.memory_stats, out);
  if (facts.cluster) write(*facts.cluster, out);
  if (facts.sentinel) write(*facts.sentinel, out);
  return out.take();
}

}  // namespace lifeguard::redis
