#include "alerts/leaks/leaked_connections.hpp"

#include <algorithm>
#include <map>

#include "alerts/leaks/leak.hpp"
#include "alerts/leaks/redis_clients.hpp"
#include "alerts/leaks/signs.hpp"
#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pgbouncer/pools.hpp"

namespace lifeguard::leaks {
namespace {

const MetricDef kLeaked{"lifeguard_pool_leaked_connections",
                        "Connections of a pool that seem to be leaked, at least so many: see the alert "
                        "connection_leak. Absent while it cannot be known.",
                        MetricType::gauge,
                        {"pool"}};

bool takes_slots(const Sign& sign) {
  return sign.takes_slots && sign.strength >= Severity::warning;
}

std::vector<Sample> of_server(const Layers& layers, const ConnectionLeakConfig& config) {
  if (!activity_of(layers) || !has_part(*layers.server, "visibility")) return {};
  std::vector<Sign> signs = all_signs(layers, config);
  std::erase_if(signs, [](const Sign& sign) { return !takes_slots(sign); });
  int leaked = 0;
  for (const Leak& leak : leaks_of(std::move(signs))) leaked += connections_of(leak);
  return {{&kLeaked, {"server"}, static_cast<double>(leaked)}};
}

// Several pools of one app cannot be told apart at the server; they can where but one has any connection out.
std::vector<Sample> of_app(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sample> samples;
  for (const joins::App& app : layers.apps) {
    const auto held = held_idle(app, layers.history, config);
    if (!held) continue;
    const auto& pools = *app.app->pools;
    const auto in_use =
        std::count_if(pools.begin(), pools.end(), [](const Pool& pool) { return pool.used > 0; });
    for (const Pool& pool : pools) {
      if (pool.used == 0 || held->idle == 0) {
        samples.push_back({&kLeaked, {pool.name}, 0});
      } else if (in_use == 1) {
        samples.push_back({&kLeaked, {pool.name}, static_cast<double>(held->idle)});
      }
    }
  }
  return samples;
}

// Those with the most, and the rest as one.
std::vector<Sample> shown(std::vector<std::pair<std::string, int>> pools) {
  std::stable_sort(pools.begin(), pools.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::vector<Sample> samples;
  double others = 0;
  for (const auto& [name, leaked] : pools) {
    if (samples.size() < kMostPools) {
      samples.push_back({&kLeaked, {name}, static_cast<double>(leaked)});
    } else {
      others += leaked;
    }
  }
  if (pools.size() > kMostPools) samples.push_back({&kLeaked, {"other"}, others});
  return samples;
}

std::vector<Sample> of_bouncer(const Snapshot& bouncer, const Layers& layers,
                               const ConnectionLeakConfig& config) {
  const auto* facts = std::get_if<pgbouncer::Facts>(&bouncer.facts);
  if (!facts || !facts->pools || !facts->clients || !facts->servers || !activity_of(layers)) return {};
  std::map<std::string, int> pinned;
  for (const joins::Connection& connection : layers.connections) {
    if (is_pinned(connection, config)) ++pinned[connection.server->database + "/" + connection.server->user];
  }
  std::vector<std::pair<std::string, int>> pools;
  for (const pgbouncer::PoolRow& pool : *facts->pools) pools.emplace_back(name_of(pool), pinned[name_of(pool)]);
  return shown(std::move(pools));
}

std::vector<Sample> of_redis(const View& view, const ConnectionLeakConfig& config) {
  const auto* facts = std::get_if<redis::Facts>(&view.snapshot.facts);
  if (!facts || !facts->clients) return {};
  int leaked = 0;
  for (const LeakingClients& leaking : leaking_clients(view, *facts, config)) leaked += leaking.connections;
  return {{&kLeaked, {"clients"}, static_cast<double>(leaked)}};
}

}  // namespace

const MetricDef& leaked_connections_metric() {
  return kLeaked;
}

std::vector<Sample> leaked_connections(const View& view, const ConnectionLeakConfig& config) {
  if (view.snapshot.kind == "redis") return of_redis(view, config);
  const Layers layers = layers_of(view);
  if (view.snapshot.kind == "postgres") return of_server(layers, config);
  if (view.snapshot.kind == "pgbouncer") return of_bouncer(view.snapshot, layers, config);
  if (view.snapshot.kind == "app_pool") return of_app(layers, config);
  return {};
}

}  // namespace lifeguard::leaks
