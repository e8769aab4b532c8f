#pragma once

#include "joins/app.hpp"
#include "tests/unit/alerts/rules/scene.hpp"
#include "tests/unit/collectors/pgbouncer/a_bouncer.hpp"

// An app, a PgBouncer and a PostgreSQL as literals: the app `checkout` on 10.0.3.7, PgBouncer on 10.0.0.6.
namespace lifeguard::scene {

inline pgbouncer::Socket socket(std::string id, std::string link, int port) {
  pgbouncer::Socket socket;
  socket.database = "shop";
  socket.user = "shop";
  socket.state = "active";
  socket.address = "10.0.3.7";
  socket.port = port;
  socket.application = "checkout";
  socket.connected = kNow - Seconds(100);
  socket.requested = kNow - Seconds(60);
  socket.id = std::move(id);
  socket.link = std::move(link);
  return socket;
}

inline pgbouncer::Socket server_socket(std::string id, std::string link, int pid) {
  pgbouncer::Socket server = socket(std::move(id), std::move(link), 5432);
  server.address = "10.0.0.7";
  server.remote_pid = pid;
  return server;
}

inline app_pool::AppPool app_pool_of(double limit, double used, double idle, double waiting) {
  app_pool::AppPool pool;
  pool.name = "checkout";
  pool.library = "node-pg";
  pool.limit = limit;
  pool.used = used;
  pool.idle = idle;
  pool.waiting = waiting;
  return pool;
}

/// Each layer may be changed before it is looked at.
struct ThreeLayers {
  Server server;
  app_pool::Facts app;
  pgbouncer::Facts bouncer;
  bool app_up = true, bouncer_up = true, server_up = true;
  bool has_bouncer = false;

  ThreeLayers() {
    app.application = "checkout";
    app.pools = {app_pool_of(10, 0, 0, 0)};
    bouncer = pgbouncer::a_bouncer();
    bouncer.taken = kNow;
    bouncer.databases = {pgbouncer::database("shop")};
    bouncer.pools = {pgbouncer::pool_row("shop", "shop", 0)};
    bouncer.clients.emplace();
    bouncer.servers.emplace();
  }

  /// A client of the app at PgBouncer, linked to a server whose backend is in that state.
  void pooled(int number, SessionState state, double seconds) {
    has_bouncer = true;
    const std::string id = std::to_string(number);
    bouncer.clients->push_back(socket("c" + id, "s" + id, 50000 + number));
    bouncer.servers->push_back(server_socket("s" + id, "c" + id, number));
    postgres::Session backend = session(number, state, seconds);
    backend.client = "10.0.0.6";
    server.sessions.push_back(backend);
  }

  /// A client of the app at PgBouncer that has no server now.
  void resting(int number) {
    has_bouncer = true;
    bouncer.clients->push_back(socket("c" + std::to_string(number), "", 50000 + number));
  }

  std::vector<SnapshotPtr> targets() const {
    std::vector<SnapshotPtr> all;
    Snapshot checkout;
    checkout.target = "checkout";
    checkout.kind = "app_pool";
    checkout.server = "main";
    checkout.taken = kNow;
    checkout.up = app_up;
    if (app_up) {
      checkout.facts = app;
      checkout.pools.emplace();
      for (const app_pool::AppPool& each : app.pools) {
        const auto whole = [](const std::optional<double>& value) {
          return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
        };
        Pool pool;
        pool.name = pool.title = each.name;
        pool.limit = whole(each.limit);
        pool.limit_name = "max of pg-pool";
        pool.used = whole(each.used);
        pool.idle = whole(each.idle);
        pool.waiting = whole(each.waiting);
        checkout.pools->push_back(pool);
      }
    }
    all.push_back(std::make_shared<const Snapshot>(checkout));
    if (has_bouncer) {
      Snapshot pooler;
      pooler.target = "bouncer";
      pooler.kind = "pgbouncer";
      pooler.server = "main";
      pooler.taken = kNow;
      pooler.up = bouncer_up;
      if (bouncer_up) pooler.facts = bouncer;
      all.push_back(std::make_shared<const Snapshot>(pooler));
    }
    Snapshot main = server.snapshot();
    main.up = server_up;
    if (!server_up) {
      main.facts = {};
      main.pools.reset();
    }
    all.push_back(std::make_shared<const Snapshot>(main));
    return all;
  }
};

}  // namespace lifeguard::scene
