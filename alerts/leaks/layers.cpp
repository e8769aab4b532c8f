#include "alerts/leaks/layers.hpp"

#include <algorithm>

namespace lifeguard::leaks {
namespace {

bool is_any(const std::vector<const Snapshot*>& snapshots, const Snapshot& wanted) {
  return std::any_of(snapshots.begin(), snapshots.end(),
                     [&](const Snapshot* each) { return each->target == wanted.target; });
}

bool concerns(const joins::App& app, const Snapshot& target) {
  if (target.kind == "postgres") return app.server && app.server->target == target.target;
  return app.app->target == target.target || is_any(app.bouncers, target);
}

bool concerns(const joins::Connection& connection, const Snapshot& target) {
  const Snapshot* layer = target.kind == "pgbouncer" ? connection.bouncer : connection.postgres;
  return layer && layer->target == target.target;
}

const Snapshot* server_behind(const Layers& layers) {
  for (const joins::App& app : layers.apps) {
    if (app.server) return app.server;
  }
  for (const joins::Connection& connection : layers.connections) {
    if (connection.postgres) return connection.postgres;
  }
  return nullptr;
}

bool has_pools(std::span<const SnapshotPtr> targets) {
  return std::any_of(targets.begin(), targets.end(), [](const SnapshotPtr& each) {
    return each->kind == "pgbouncer" || each->kind == "app_pool";
  });
}

}  // namespace

Layers layers_of(const View& view) {
  Layers layers{nullptr, {}, {}, view.history};
  const bool is_server = view.snapshot.kind == "postgres";
  if (is_server) layers.server = &view.snapshot;
  if (!has_pools(view.targets)) return layers;

  layers.apps = joins::join_apps(view.targets);
  std::erase_if(layers.apps, [&](const joins::App& app) { return !concerns(app, view.snapshot); });
  if (view.snapshot.kind != "app_pool") {
    layers.connections = joins::join_connections(view.targets);
    std::erase_if(layers.connections,
                  [&](const joins::Connection& each) { return !concerns(each, view.snapshot); });
  }
  if (!is_server) layers.server = server_behind(layers);
  return layers;
}

const postgres::Activity* activity_of(const Layers& layers) {
  if (!layers.server || !has_part(*layers.server, "activity")) return nullptr;
  const auto* facts = std::get_if<postgres::Facts>(&layers.server->facts);
  return facts && facts->activity ? &*facts->activity : nullptr;
}

bool is_on_its_own(const View& view) {
  return std::none_of(view.targets.begin(), view.targets.end(), [&](const SnapshotPtr& each) {
    return each->kind == "postgres" && each->target == view.snapshot.server;
  });
}

}  // namespace lifeguard::leaks
