#pragma once

#include <memory>
#include <string>
#include <vector>

#include "alerts/leaks/layers.hpp"
#include "alerts/leaks/leak.hpp"
#include "alerts/leaks/leaked_connections.hpp"
#include "alerts/leaks/signs.hpp"
#include "collectors/app_pool/pools.hpp"
#include "collectors/app_pool/series.hpp"
#include "collectors/pgbouncer/pools.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

// An app "checkout" with one pool, its server "main" and, where it is wanted, a PgBouncer "bouncer" between,
// as literals.
namespace lifeguard::scene {

inline const postgres::ClientGroup kCheckout{"shop", "shop", "checkout", "10.0.3.7"};

struct Shop {
  Server server;
  bool has_app = true, has_server = true;
  app_pool::Facts app;
  std::optional<pgbouncer::Facts> bouncer;

  explicit Shop(int used = 0, int idle = 0) {
    app.application = "checkout";
    app_pool::AppPool pool;
    pool.name = "checkout";
    pool.library = "hikaricp";
    pool.limit = 10;
    pool.used = used;
    pool.idle = idle;
    app.pools = {pool};
  }

  /// So many sessions that have been idle for so long, with the next pids.
  void add_idle(int count, double seconds) {
    for (int i = 0; i < count; ++i) server.sessions.push_back(session(next_pid(), SessionState::idle, seconds));
  }
  void add_active(int count) {
    for (int i = 0; i < count; ++i) server.sessions.push_back(session(next_pid(), SessionState::active, 0.1));
  }
  int next_pid() const { return static_cast<int>(server.sessions.size()) + 1; }

  /// A client of PgBouncer on port 50000 + pid, linked to the server whose session has that pid; none for 0.
  void add_client(int pid, double idle_for = 0, const std::string& mode = "transaction", int waiting = 0) {
    if (!bouncer) {
      bouncer.emplace();
      bouncer->taken = kNow;
      bouncer->clients.emplace();
      bouncer->servers.emplace();
    }
    const std::string id = std::to_string(bouncer->clients->size());
    pgbouncer::Socket client;
    client.database = "shop";
    client.user = "shop";
    client.application = "checkout";
    client.address = "10.0.3.9";
    client.port = 50000 + pid;
    client.state = "active";
    client.connected = kNow - Seconds(5000);
    client.requested = kNow - Seconds(idle_for);
    client.id = "c" + id;
    if (pid > 0) {
      pgbouncer::Socket behind = client;
      behind.id = "s" + id;
      behind.link = client.id;
      behind.remote_pid = pid;
      client.link = behind.id;
      bouncer->servers->push_back(behind);
    }
    bouncer->clients->push_back(client);
    pgbouncer::PoolRow row;
    row.database = "shop";
    row.user = "shop";
    row.mode = mode;
    row.clients_waiting = waiting;
    bouncer->pools = {row};
  }

  /// The pool's used connections every five seconds, up to now.
  void remember_used(const std::vector<double>& values) {
    remember("app", used_connections_of("checkout"), values);
  }
  void remember_acquires(const std::vector<double>& values) {
    remember("app", app_pool::acquires_of("checkout"), values);
  }
  void remember(const std::string& target, const std::string& series, const std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      Snapshot past;
      past.target = target;
      past.taken = kNow - Seconds(5) * static_cast<double>(values.size() - 1 - i);
      past.series = {{series, values[i]}};
      server.history.record(past);
    }
  }

  std::vector<SnapshotPtr> targets() const {
    std::vector<SnapshotPtr> all;
    if (has_server) all.push_back(std::make_shared<const Snapshot>(server.snapshot()));
    if (has_app) {
      Snapshot snapshot = target("app", "app_pool");
      snapshot.facts = app;
      snapshot.pools = pools_of(app, 0);
      all.push_back(std::make_shared<const Snapshot>(std::move(snapshot)));
    }
    if (bouncer) {
      Snapshot snapshot = target("bouncer", "pgbouncer");
      snapshot.taken = bouncer->taken;
      snapshot.facts = *bouncer;
      all.push_back(std::make_shared<const Snapshot>(std::move(snapshot)));
    }
    return all;
  }

  Snapshot target(const std::string& name, const std::string& kind) const {
    Snapshot snapshot;
    snapshot.target = name;
    snapshot.kind = kind;
    snapshot.backend = kind + "/" + name;
    snapshot.server = has_server ? "main" : "";
    snapshot.taken = kNow;
    snapshot.up = true;
    return snapshot;
  }

  using Seek = std::vector<leaks::Sign>(const leaks::Layers&, const ConnectionLeakConfig&);
  /// What this kind finds, asked of the target.
  std::vector<leaks::Sign> seek(Seek& kind, const std::string& from = "main",
                                const ConnectionLeakConfig& config = {}) const {
    const auto all = targets();
    return kind(leaks::layers_of(view_of(from, all)), config);
  }

  std::vector<Finding> judge(const Rule& rule, const std::string& from = "main") const {
    const auto all = targets();
    return rule.inspect(view_of(from, all));
  }

  /// lifeguard_pool_leaked_connections; nullopt when it is absent.
  std::optional<double> leaked(const std::string& from, const std::string& pool) const {
    const auto all = targets();
    for (const Sample& sample : leaks::leaked_connections(view_of(from, all), {})) {
      if (sample.labels.at(0) == pool) return sample.value;
    }
    return std::nullopt;
  }

  View view_of(const std::string& name, const std::vector<SnapshotPtr>& all) const {
    for (const SnapshotPtr& each : all) {
      if (each->target == name) return {*each, server.history, all};
    }
    throw std::logic_error("no target " + name);
  }
};

/// A value every five seconds that rises by one each minute for so many minutes, from `first`.
inline std::vector<double> rising(double first, int minutes) {
  std::vector<double> values;
  for (int step = 0; step < 12 * minutes; ++step) values.push_back(first + step / 12);
  return values;
}

/// A counter that gains so much every five seconds for so many minutes, and `later` in the second half.
inline std::vector<double> counted_up(double gain, int minutes, std::optional<double> later = {}) {
  std::vector<double> values{1000};
  for (int step = 1; step < 12 * minutes; ++step)
    values.push_back(values.back() + (step < 6 * minutes ? gain : later.value_or(gain)));
  return values;
}

}  // namespace lifeguard::scene
