#include <algorithm>
#include <cmath>
#include <limits>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/pool_metrics.hpp"

namespace lifeguard::leaks {
namespace {

constexpr double kLongerThanUsual = 5;

// Mean time that a connection is out, as the library counts it when it comes back: a leaked one never does.
std::optional<Seconds> usual_use(const app_pool::Facts& facts) {
  double uses = 0, seconds = 0;
  for (const app_pool::AppPool& pool : facts.pools) {
    if (!pool.uses || !pool.use_seconds) continue;
    uses += *pool.uses;
    seconds += *pool.use_seconds;
  }
  if (uses < 1) return std::nullopt;
  return Seconds(seconds / uses);
}

/// The fewest that were out of the pool in every look of the span; nullopt when it does not go back that far.
std::optional<int> always_out(const Pool& pool, const Snapshot& app, const History& history, Seconds span) {
  if (!pool.used) return std::nullopt;
  const auto& steps = history.of(app.target, used_connections_of(pool.name));
  const TimePoint from = app.taken - span;
  if (steps.empty() || steps.front().start > from) return std::nullopt;
  int least = *pool.used;
  for (const HistoryStep& step : steps) {
    if (step.start + History::kStep > from) least = std::min(least, static_cast<int>(step.min));
  }
  return least;
}

std::optional<int> always_out(const joins::App& app, const History& history, Seconds span) {
  int sum = 0;
  for (const Pool& pool : *app.app->pools) {
    const auto least = always_out(pool, *app.app, history, span);
    if (!least) return std::nullopt;
    sum += *least;
  }
  return sum;
}

Seconds held_too_long(const joins::App& app, const ConnectionLeakConfig& config) {
  const auto usual = usual_use(std::get<app_pool::Facts>(app.app->facts));
  return std::max(config.held, usual.value_or(Seconds(0)) * kLongerThanUsual);
}

}  // namespace

std::optional<HeldIdle> held_idle(const joins::App& app, const History& history,
                                  const ConnectionLeakConfig& config) {
  if (!app.app->pools || app.by == joins::By::nothing) return std::nullopt;
  HeldIdle held;
  held.span = held_too_long(app, config);
  const auto out = always_out(app, history, held.span);
  if (!out) return std::nullopt;
  held.out = *out;
  held.quiet = quiet_connections(app, held.span, config);
  const int quiet = static_cast<int>(held.quiet.size());
  held.with_work = static_cast<int>(app.connections.size()) - quiet + app.missing;
  held.idle = std::clamp(held.out - held.with_work, 0, quiet);
  return held;
}

std::vector<Sign> mismatch(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  for (const joins::App& app : layers.apps) {
    const auto held = held_idle(app, layers.history, config);
    if (!held || held->idle == 0) continue;
    const Seconds idle_for =
        std::max(*held->quiet[static_cast<std::size_t>(held->idle) - 1]->quiet, held->span);
    Sign sign = sign_of(Kind::mismatch, app, held->quiet, layers);
    sign.connections = held->idle;
    sign.since = app.app->taken - idle_for;
    sign.text = "has " + counted(static_cast<std::size_t>(held->idle), "connection") + " out of " +
                pools_in_words(app) + " with which it asked nothing of the server for " + in_words(idle_for) +
                " (" + std::to_string(held->out) + " are out all the time, and " +
                std::to_string(held->with_work) + " did any work)";
    sign.evidence = evidence_of(held->quiet, app);
    sign.remedy =
        app.app->pools->front().see_holders +
        "  -- find the path that takes a connection and, on an error or an early return, does not give "
        "it back, or does other work while it has one; ending sessions frees the server's slots and "
        "not the pool: that takes a restart of the app";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
