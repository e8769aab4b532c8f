#include <algorithm>

#include "joins/app.hpp"

namespace lifeguard::joins {
namespace {

std::string number(int count) {
  return count == 0 ? "none" : std::to_string(count);
}

std::string connections(int count) {
  return std::to_string(count) + (count == 1 ? " connection" : " connections");
}

std::string of_the_app(const App& app) {
  std::string text = "the app ";
  text += app.used ? "uses " + std::to_string(*app.used) : "does not tell how many it uses";
  if (app.limit) text += " of " + std::to_string(*app.limit);
  if (!app.waiting) return text;
  if (*app.waiting == 0) return text + " and nobody waits";
  return text + " and " + std::to_string(*app.waiting) + (*app.waiting == 1 ? " waits" : " wait") + " for one";
}

std::string of_the_bouncer(const App& app) {
  if (app.bouncers.empty()) return "";
  std::string text = "; PgBouncer holds " + std::to_string(app.clients) +
                     (app.clients == 1 ? " client of it, " : " clients of it, ");
  if (app.clients_waiting == 0) return text + "none waits";
  return text + std::to_string(app.clients_waiting) + (app.clients_waiting == 1 ? " waits" : " wait") +
         " for a server";
}

std::string of_the_server(const App& app) {
  if (!app.server) return "";
  if (app.connections.empty()) return "; PostgreSQL has no connection of it";
  std::string text = "; PostgreSQL ";
  text += app.bouncers.empty() ? "has " + connections(static_cast<int>(app.connections.size())) +
                                     " of it and works for " + number(app.active)
                               : "works for " + number(app.active) + " of them";
  if (app.in_transaction > 0) {
    text += ", " + std::to_string(app.in_transaction) +
            (app.in_transaction == 1 ? " is idle in a transaction" : " are idle in a transaction");
  }
  return text;
}

// A client that rests in transaction mode has no connection to the server at all.
bool has_a_backend(const Connection& connection) {
  return connection.work == Work::idle && (connection.session || connection.server);
}

std::string of_the_held(const App& app) {
  if (app.held_idle == 0) return "";
  const bool backed = std::any_of(app.connections.begin(), app.connections.end(), has_a_backend);
  return ": " + std::string(app.is_exact() ? "" : "at least ") + connections(app.held_idle) +
         (app.held_idle == 1 ? " is" : " are") + " out of the app's pool and idle" +
         (backed               ? " on the server"
          : app.held_idle == 1 ? ", without a server behind it"
                               : ", without a server behind them");
}

}  // namespace

std::string where_connections_are(const App& app) {
  std::string text = app.app->target + ": " + of_the_app(app);
  if (app.by != By::nothing) text += of_the_bouncer(app) + of_the_server(app) + of_the_held(app);
  for (std::size_t i = 0; i < app.not_known.size(); ++i) {
    text += (i == 0 ? "; not known: " : "; ") + app.not_known[i];
  }
  return text;
}

}  // namespace lifeguard::joins
