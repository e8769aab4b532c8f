#include <algorithm>
#include <array>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard::leaks {
namespace {

constexpr double kLate = 1.2;  // pools spread the ends of their connections, and look now and then
constexpr int kWindows = 2;

// SQLAlchemy, psycopg_pool and Npgsql look at the age of a connection when it is taken or given back: one that
// rests in their pools may be of any age.
constexpr std::array<std::string_view, 4> kCloseIdleOnes{"hikaricp", "go", "pgxpool", "node-pg"};

/// The longest that any pool of the app lets a connection become; nullopt when one of them does not tell, or
/// does not keep to it.
std::optional<Seconds> lifetime_of(const app_pool::Facts& facts) {
  Seconds longest{0};
  for (const app_pool::AppPool& pool : facts.pools) {
    const bool closes =
        std::find(kCloseIdleOnes.begin(), kCloseIdleOnes.end(), pool.library) != kCloseIdleOnes.end();
    if (!closes || pool.max_lifetime_seconds.value_or(0) <= 0) return std::nullopt;
    longest = std::max(longest, Seconds(*pool.max_lifetime_seconds));
  }
  if (facts.pools.empty()) return std::nullopt;
  return longest;
}

/// Of the connection that the pool made: that to PgBouncer, where it is between.
std::optional<Seconds> age_of(const joins::Connection& connection) {
  if (connection.client) return connection.bouncer->taken - connection.client->connected;
  if (connection.may_be_pooled || !connection.session->backend_start) return std::nullopt;
  const auto& facts = std::get<postgres::Facts>(connection.postgres->facts);
  return age(*facts.activity, *connection.session->backend_start);
}

}  // namespace

std::vector<Sign> over_age(const Layers& layers, const ConnectionLeakConfig& config) {
  std::vector<Sign> signs;
  for (const joins::App& app : layers.apps) {
    const auto lifetime = lifetime_of(std::get<app_pool::Facts>(app.app->facts));
    // With connections among them that are not the pool's, whose age is too high cannot be told.
    if (!lifetime || !app.app->pools || !app.is_exact()) continue;
    auto old = quiet_connections(app, config.window * kWindows, config);
    std::erase_if(old, [&](const joins::Connection* each) {
      return age_of(*each).value_or(Seconds(0)) <= *lifetime * kLate + config.window * kWindows;
    });
    if (old.empty()) continue;

    Sign sign = sign_of(Kind::over_age, app, old, layers);
    sign.connections = static_cast<int>(old.size());
    Seconds oldest{0};
    for (const joins::Connection* each : old) oldest = std::max(oldest, *age_of(*each));
    sign.since = app.app->taken - (oldest - *lifetime);
    sign.text = "has " + counted(old.size(), "idle connection") + " older than the " + in_words(*lifetime) +
                " after which " + pools_in_words(app) + " closes those that it has, the oldest of " +
                in_words(oldest) + ": they are out of it";
    sign.evidence = evidence_of(old, app);
    sign.remedy = app.app->pools->front().see_holders +
                  "  -- a connection that its pool could not close was not given back: find what took it";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
