#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "joins/connections.hpp"

namespace lifeguard::joins {

/// How it is known which connections are an app's.
enum class By {
  nothing,
  application,     // application_name, as the config says
  sockets,         // they come from the app's network namespace, and fit its pool
  only_candidate,  // one group of clients alone fits the pool
};

std::string_view name_of(By);

/// An app with its pools, and its connections through the layers. Several pools of one app carry one name: the
/// numbers are those of all.
struct App {
  const Snapshot* app = nullptr;
  const Snapshot* server = nullptr;               // PostgreSQL, if it is watched and up
  std::vector<const Snapshot*> bouncers;          // through which its connections go
  std::optional<int> used, idle, limit, waiting;  // of its pools, as the app says

  By by = By::nothing;
  std::vector<Connection> connections;                // those with no work for longest first
  int clients = 0, clients_waiting = 0, servers = 0;  // at PgBouncer
  int active = 0, in_transaction = 0, resting = 0;  // at the server; resting: no work, with or without backend
  int unknown = 0;                                  // seen, but not how they stand at the server
  int missing = 0;                                  // its pools have them, and no layer shows them
  int surplus = 0;                                  // more than its pools have
  int elsewhere = 0;                                // carry its name and come from another network namespace

  /// Connections that are out of the app's pool and have no work: at least so many.
  int held_idle = 0;
  std::vector<std::string> not_known;  // a sentence each, without a full stop

  /// Connected to the server itself; false also where that is not known.
  bool is_direct() const { return bouncers.empty() && !connections.empty(); }
  /// True when the connections are those of its pools, each of them known at the server.
  bool is_exact() const { return by != By::nothing && unknown + missing + surplus == 0; }
};

/// Every [[app_pool]] target that is up.
std::vector<App> join_apps(std::span<const SnapshotPtr> targets);

/// Where the connections are, in one sentence: "checkout: the app uses 10 of 10 and 12 wait for one; …".
std::string where_connections_are(const App&);

}  // namespace lifeguard::joins
