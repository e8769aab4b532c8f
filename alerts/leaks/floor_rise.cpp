#include <algorithm>
#include <cmath>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/rise.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/app_pool/series.hpp"
#include "collectors/pool_metrics.hpp"
#include "collectors/postgres/series.hpp"

namespace lifeguard::leaks {
namespace {

constexpr int kGrace = 10;  // windows after a start, in which a pool finds its size

bool has_just_started(const Snapshot& app, Seconds window) {
  const auto started = std::get<app_pool::Facts>(app.facts).process_start;
  const double now = Seconds(app.taken.time_since_epoch()).count();
  return started && now - *started < (window * kGrace).count();
}

/// Whether there was more traffic, by what the pool gave out, or else by what the server did in the databases
/// of the app; nullopt when neither is told.
std::optional<bool> busier(const joins::App& app, const Pool& pool, const History& history, Seconds span) {
  const TimePoint now = app.app->taken;
  const auto by_pool = traffic_grew({app.app->target, app_pool::acquires_of(pool.name)}, history, now, span);
  if (by_pool) return by_pool;
  std::optional<bool> any;
  for (const joins::Connection& connection : app.connections) {
    if (!connection.session) continue;
    const Series commits{connection.postgres->target, postgres::commits_of(connection.session->database)};
    any = traffic_grew(commits, history, now, span);
    if (any.value_or(false)) return true;
  }
  return any;
}

// Those for which the server did anything within a window are busy, not leaked: there is a ramp or a batch, or
// the server is slow.
int with_work(const joins::App& app, const ConnectionLeakConfig& config) {
  return static_cast<int>(app.connections.size() - quiet_connections(app, config.window, config).size());
}

}  // namespace

std::vector<Sign> floor_rise(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  for (const joins::App& app : layers.apps) {
    if (!app.app->pools || has_just_started(*app.app, config.window)) continue;
    for (const Pool& pool : *app.app->pools) {
      const Series used{app.app->target, used_connections_of(pool.name)};
      const auto rise = rise_of(used, layers.history, app.app->taken, config);
      if (!rise || busier(app, pool, layers.history, rise->over).value_or(true)) continue;
      const int out = static_cast<int>(std::lround(rise->to));
      const int leaked =
          std::min(out - with_work(app, config), static_cast<int>(std::lround(rise->to - rise->from)));
      if (leaked < config.growth) continue;

      Sign sign = sign_of(Kind::floor_rise, app, quiet_connections(app, Seconds(0), config), layers);
      sign.connections = leaked;
      sign.since = app.app->taken - rise->over;
      sign.text = "never has fewer than " + std::to_string(out) + " connections out of its " + pool.title +
                  ", " + in_words(rise->over) + " ago " + std::to_string(std::lround(rise->from)) +
                  ", without more traffic";
      sign.evidence = evidence_of(quiet_connections(app, config.window, config), app);
      sign.remedy =
          pool.see_holders +
          "  -- find the path that takes a connection and, on an error or an early return, does not give "
          "it back; a restart of the app makes its pool whole for now";
      signs.push_back(std::move(sign));
    }
  }
  return signs;
}

}  // namespace lifeguard::leaks
