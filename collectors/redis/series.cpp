#include "collectors/redis/series.hpp"

#include <map>

namespace lifeguard::redis {
namespace {

constexpr std::string_view kBehind = "redis_replica_behind_bytes{replica=\"";

SeriesPoint point(std::string_view series, double value) {
  return {std::string(series), value};
}

SeriesPoint counter(std::string_view series, std::int64_t value) {
  return point(series, static_cast<double>(value));
}

}  // namespace

std::string idle_clients_of(const ClientKind& kind) {
  return "redis_idle_clients{name=\"" + kind.name + "\",library=\"" + kind.library + "\",user=\"" + kind.user +
         "\",host=\"" + kind.host + "\"}";
}

std::string probe_of(std::string_view operation) {
  return "redis_probe_seconds{operation=\"" + std::string(operation) + "\"}";
}

std::string behind_of(const std::string& replica) {
  return std::string(kBehind) + replica + "\"}";
}

std::string_view replica_behind(std::string_view series) {
  if (!series.starts_with(kBehind) || !series.ends_with("\"}")) return {};
  series.remove_prefix(kBehind.size());
  series.remove_suffix(2);
  return series;
}

std::string_view meaning_of(std::string_view metric) {
  static const std::map<std::string_view, std::string_view> meanings{
      {"redis_idle_clients", "clients of one application and host that were quiet for a minute or longer"},
      {kHits, "keys looked up and found, Lifeguard's own look-ups left out"},
      {kMisses, "keys looked up and not found"},
      {kCommands, "commands that were run"},
      {kEvictedKeys, "keys thrown out for want of memory"},
      {kRejectedConnections, "connections refused: maxclients or protected-mode"},
      {kEvictedClients, "clients cut off because of maxmemory-clients"},
      {kOutputOverruns, "clients cut off because of client-output-buffer-limit"},
      {kSlowCommandsLost, "entries of the slow log that came and went between two looks"},
      {kErrorReplies, "commands answered with an error"},
      {"redis_probe_seconds", "how long Lifeguard's own command took, over the network"},
      {"redis_replica_behind_bytes", "bytes of the replication stream that a replica has not acknowledged"},
      {kReplicas, "replicas that are connected"},
      {kFullSyncs, "full copies sent to replicas"},
      {kMemoryUsed, "memory that Redis uses"},
      {kStartTime, "when Redis started, Unix time"},
  };
  const auto known = meanings.find(metric);
  return known == meanings.end() ? std::string_view() : known->second;
}

std::vector<SeriesPoint> series_from(const Facts& facts) {
  std::vector<SeriesPoint> series;
  if (facts.info) {
    const Info& info = *facts.info;
    series.push_back(point(kStartTime, Seconds(info.server.started.time_since_epoch()).count()));
    if (info.memory) series.push_back(counter(kMemoryUsed, info.memory->used.count));
    if (info.stats) {
      series.push_back(counter(kHits, info.stats->hits));
      series.push_back(counter(kMisses, info.stats->misses));
      series.push_back(counter(kCommands, info.stats->commands));
      series.push_back(counter(kEvictedKeys, info.stats->evicted_keys));
      series.push_back(counter(kRejectedConnections, info.stats->rejected_connections));
      series.push_back(counter(kEvictedClients, info.stats->evicted_clients));
      series.push_back(counter(kOutputOverruns, info.stats->output_buffer_overruns));
      if (info.stats->error_replies) series.push_back(counter(kErrorReplies, *info.stats->error_replies));
    }
    if (info.replication) {
      series.push_back(counter(kFullSyncs, info.replication->full_syncs));
      series.push_back(point(kReplicas, static_cast<double>(info.replication->replicas.size())));
      for (const Replica& replica : info.replication->replicas)
        series.push_back(counter(behind_of(replica.address), replica.behind));
    }
  }
  if (facts.probe) {
    series.push_back(point(probe_of("ping"), facts.probe->ping.count()));
    if (facts.probe->set) series.push_back(point(probe_of("set"), facts.probe->set->count()));
    if (facts.probe->get) series.push_back(point(probe_of("get"), facts.probe->get->count()));
  }
  if (facts.slowlog) series.push_back(counter(kSlowCommandsLost, facts.slowlog->lost));
  if (facts.clients) {
    for (const ClientGroup& group : facts.clients->groups) {
      series.push_back(point(idle_clients_of(group.kind), group.idle_minute));
    }
    for (const ClientGroup& application : facts.clients->applications) {
      series.push_back(point(idle_clients_of(application.kind), application.idle_minute));
    }
  }
  return series;
}

}  // namespace lifeguard::redis
