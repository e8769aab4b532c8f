#include "joins/app.hpp"

#include <algorithm>

#include "joins/own_connections.hpp"

namespace lifeguard::joins {
namespace {

std::optional<int> sum(const std::vector<Pool>& pools, std::optional<int> Pool::*member) {
  std::optional<int> all = pools.empty() ? std::nullopt : std::optional(0);
  for (const Pool& pool : pools) {
    if (all) all = pool.*member ? std::optional(*all + *(pool.*member)) : std::nullopt;
  }
  return all;
}

void count(const Connection& connection, App& app) {
  const auto& bouncers = app.bouncers;
  if (connection.bouncer && std::find(bouncers.begin(), bouncers.end(), connection.bouncer) == bouncers.end()) {
    app.bouncers.push_back(connection.bouncer);
  }
  app.clients += connection.client != nullptr;
  app.servers += connection.server != nullptr;
  app.clients_waiting += connection.work == Work::waiting;
  app.active += connection.work == Work::active;
  app.in_transaction += connection.work == Work::in_transaction;
  app.resting += connection.work == Work::idle;
  app.unknown += connection.work == Work::unknown;
}

void compare_with_pools(App& app) {
  const int found = static_cast<int>(app.connections.size());
  if (app.used) app.missing = std::max(0, *app.used + app.idle.value_or(0) - found);
  if (app.used && app.idle) app.surplus = std::max(0, found - *app.used - *app.idle);
  if (!app.used || app.by == By::nothing) return;
  const int busy = app.active + app.in_transaction + app.clients_waiting;
  app.held_idle = std::clamp(*app.used - busy - app.unknown - app.missing, 0, app.resting);
}

bool is_named_alike(const Snapshot& app, const Snapshot& other) {
  const auto& name = std::get<app_pool::Facts>(app.facts).application;
  return &app != &other && !name.empty() && name == std::get<app_pool::Facts>(other.facts).application;
}

void say_what_is_not_known(App& app, const std::string& why_none, std::span<const SnapshotPtr> targets,
                           const std::vector<const Snapshot*>& apps) {
  auto& not_known = app.not_known;
  if (app.by == By::nothing) not_known.push_back("which connections are its own: " + why_none);
  if (app.app->server.empty()) {
    not_known.push_back("how they stand at the server: set postgres in [[app_pool]]");
  } else if (!app.server) {
    not_known.push_back("how they stand at " + app.app->server + ", which does not answer");
  } else if (!std::get<postgres::Facts>(app.server->facts).identity.sees_every_session) {
    not_known.push_back("how they stand at " + app.app->server + ", whose sessions Lifeguard may not see");
  }
  for (const SnapshotPtr& each : targets) {
    if (each->kind != "pgbouncer" || each->server != app.app->server) continue;
    if (!each->up) not_known.push_back("what goes through " + each->target + ", which does not answer");
  }
  for (const Snapshot* other : apps) {
    if (is_named_alike(*app.app, *other)) {
      not_known.push_back("which of them are those of " + other->target + ", which carries the same name");
    }
  }
  if (app.unknown > 0) {
    not_known.push_back("how " + std::to_string(app.unknown) +
                        (app.unknown == 1 ? " of them stands" : " of them stand") +
                        ", which came or went between the looks at two layers");
  }
  if (app.by == By::nothing) return;
  if (app.missing > 0) {
    not_known.push_back("where " + std::to_string(app.missing) + " of its pool's connections " +
                        (app.missing == 1 ? "is" : "are") + ", not seen in any other layer");
  }
  if (app.surplus > 0) {
    not_known.push_back("which are its own: there are " + std::to_string(app.surplus) +
                        " more than its pool has, of another process or made outside of the pool");
  }
}

}  // namespace

std::string_view name_of(By by) {
  switch (by) {
    case By::nothing:
      return "nothing";
    case By::application:
      return "application";
    case By::sockets:
      return "sockets";
    case By::only_candidate:
      return "only candidate";
  }
  return "nothing";
}

std::vector<App> join_apps(std::span<const SnapshotPtr> targets) {
  std::vector<const Snapshot*> apps;
  for (const SnapshotPtr& each : targets) {
    if (each->up && std::holds_alternative<app_pool::Facts>(each->facts)) apps.push_back(each.get());
  }
  if (apps.empty()) return {};

  const std::vector<Connection> all = join_connections(targets);
  std::vector<App> joined;
  for (const Snapshot* snapshot : apps) {
    App app;
    app.app = snapshot;
    for (const SnapshotPtr& each : targets) {
      if (each->up && each->kind == "postgres" && each->target == snapshot->server) app.server = each.get();
    }
    const auto pools = snapshot->pools.value_or(std::vector<Pool>());
    app.used = sum(pools, &Pool::used);
    app.idle = sum(pools, &Pool::idle);
    app.limit = sum(pools, &Pool::limit);
    app.waiting = sum(pools, &Pool::waiting);
    const auto total = app.used && app.idle ? std::optional(*app.used + *app.idle) : std::nullopt;
    Own own = own_connections(*snapshot, total, all, apps);
    app.by = own.by;
    app.elsewhere = own.elsewhere;
    app.connections = std::move(own.connections);
    for (const Connection& each : app.connections) count(each, app);
    std::stable_sort(app.connections.begin(), app.connections.end(),
                     [](const Connection& a, const Connection& b) {
                       const bool a_idle = a.work == Work::idle, b_idle = b.work == Work::idle;
                       return a_idle != b_idle ? a_idle : a.quiet > b.quiet;
                     });
    compare_with_pools(app);
    say_what_is_not_known(app, own.why_none, targets, apps);
    joined.push_back(std::move(app));
  }
  return joined;
}

}  // namespace lifeguard::joins
