#pragma once

#include <string>
#include <vector>

#include "collectors/redis/series.hpp"
#include "tests/unit/alerts/rules/one_target.hpp"

// A Redis as literals, for the rules' tests: a cache that is well.
namespace lifeguard::scene {

inline redis::ClientGroup client_group(std::string name, int clients, int idle_minute = 0) {
  redis::ClientGroup group;
  group.kind = {std::move(name), "", "default", "10.0.3.7"};
  group.clients = clients;
  group.idle_10s = group.idle_minute = idle_minute;
  group.memory = 1_MiB;
  return group;
}

inline redis::Facts a_cache() {
  redis::Facts facts;
  facts.taken = kNow;
  facts.endpoint = "cache:6379";
  facts.info.emplace();
  redis::Info& info = *facts.info;
  info.server = {"Redis", "7.0.15", "standalone", "2212838d", kNow - Seconds(100'000), "", ""};
  info.clients = redis::Clients{40, 41, 100, 0};
  info.memory.emplace();
  info.memory->used = 512_MiB;
  info.memory->limit = 1_GiB;
  info.memory->policy = "allkeys-lru";
  info.memory->resident = 600_MiB;
  info.memory->system = 8_GiB;
  info.memory->allocator_frag_ratio = 1.08;
  info.memory->allocator_frag = 40_MiB;
  info.stats.emplace();
  info.persistence.emplace();
  info.replication.emplace();
  info.keyspace = {{"db0", 9000, 100}};
  facts.clients = redis::ClientList{kNow, 40, {client_group("checkout", 30), client_group("search", 10)}, 0};
  facts.slowlog.emplace();
  facts.latencies = redis::Latencies{Seconds(60), {}};
  facts.probe.emplace();
  facts.probe->ping = Seconds(0.0002);
  return facts;
}

struct Cache : OneTarget {
  redis::Facts facts = a_cache();

  Snapshot snapshot() const override {
    Snapshot snapshot;
    snapshot.target = "cache";
    snapshot.kind = "redis";
    snapshot.taken = kNow;
    snapshot.up = true;
    snapshot.facts = facts;
    return snapshot;
  }

  /// A past of a series: one value every five seconds, the last one now, or `ago`.
  void remember(std::string_view series, const std::vector<double>& values, Seconds ago = Seconds(0)) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      Snapshot past;
      past.target = "cache";
      past.taken = kNow - ago - Seconds(5) * static_cast<double>(values.size() - 1 - i);
      past.series = {{std::string(series), values[i]}};
      history.record(past);
    }
  }

  /// A counter that rose evenly to its present value over so long, 0 before.
  void rises(std::string_view series, double per_second, double seconds = 400) {
    std::vector<double> values;
    for (double at = 0; at <= seconds; at += 5) values.push_back(1000 + at * per_second);
    remember(series, values);
  }

  void restarted(Seconds ago) {
    const int steps = static_cast<int>(ago.count() / 5);
    std::vector<double> starts(80, 5000.0);
    for (int i = 0; i < steps; ++i) starts.at(starts.size() - 1 - static_cast<std::size_t>(i)) = 995'000;
    remember(redis::kStartTime, starts);
  }
};

}  // namespace lifeguard::scene
