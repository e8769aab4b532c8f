#include "joins/own_connections.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "joins/sockets.hpp"

namespace lifeguard::joins {
namespace {

using Group = std::tuple<std::string, std::string, std::string>;

const app_pool::Facts& facts_of(const Snapshot& app) {
  return std::get<app_pool::Facts>(app.facts);
}

bool leads_there(const Connection& connection, const std::string& server) {
  if (server.empty()) return true;
  if (connection.postgres && connection.postgres->target == server) return true;
  return connection.bouncer && (connection.bouncer->server == server || connection.bouncer->server.empty());
}

/// Whether connections come from the app's own network namespace, where its sockets can tell.
class Home {
 public:
  explicit Home(const Sockets* sockets) : sockets_(sockets) {}

  bool knows(const Connection& connection) {
    if (!sockets_) return false;
    const Snapshot* next = connection.bouncer ? connection.bouncer : connection.postgres;
    const auto [found, is_new] = calibrations_.try_emplace(next);
    if (is_new) found->second = calibrate(*next, *sockets_);
    return found->second.is_trusted();
  }

  bool is_from_here(const Connection& connection) const {
    const auto end = client_end(connection);
    return !end || connection_from(*sockets_, *end);
  }

 private:
  const Sockets* sockets_;
  std::map<const Snapshot*, Calibration> calibrations_;
};

bool is_named_by_another(const Connection& connection, const Snapshot& app,
                         const std::vector<const Snapshot*>& apps) {
  return std::any_of(apps.begin(), apps.end(), [&](const Snapshot* other) {
    const std::string& name = facts_of(*other).application;
    return other != &app && !name.empty() && name == application_of(connection);
  });
}

// The looks are moments apart: of a large pool, a tenth may have come or gone.
bool fits(std::size_t connections, int total) {
  return std::abs(static_cast<int>(connections) - total) <= total / 10;
}

std::map<Group, std::vector<Connection>> groups_of(const std::vector<Connection>& connections) {
  std::map<Group, std::vector<Connection>> groups;
  for (const Connection& each : connections) {
    groups[{application_of(each), user_of(each), database_of(each)}].push_back(each);
  }
  return groups;
}

Own by_fit(std::vector<Connection> candidates, int total, bool all_from_here) {
  Own own;
  if (all_from_here && fits(candidates.size(), total)) {
    own.by = By::sockets;
    own.connections = std::move(candidates);
    return own;
  }
  int fitting = 0;
  for (auto& [group, members] : groups_of(candidates)) {
    if (!fits(members.size(), total)) continue;
    ++fitting;
    own.connections = std::move(members);
  }
  if (fitting == 1) {
    own.by = By::only_candidate;
    return own;
  }
  own.connections.clear();
  own.why_none = (fitting == 0 ? "no group of clients there has as many connections as its pool, "
                               : std::to_string(fitting) + " groups of clients there have as many, ") +
                 std::to_string(total) + "; set application in [[app_pool]]";
  return own;
}

}  // namespace

Own own_connections(const Snapshot& app, std::optional<int> total, const std::vector<Connection>& all,
                    const std::vector<const Snapshot*>& apps) {
  const std::string& name = facts_of(app).application;
  Home home(facts_of(app).sockets.get());
  Own own;
  std::vector<Connection> candidates;
  bool all_from_here = true;
  for (const Connection& each : all) {
    // What PgBouncer has open at the server carries the name of the client that it is for.
    if (each.may_be_pooled || !leads_there(each, app.server)) continue;
    if (name.empty() ? is_named_by_another(each, app, apps) : application_of(each) != name) continue;
    const bool knows = home.knows(each);
    if (knows && !home.is_from_here(each)) {
      ++own.elsewhere;
      continue;
    }
    all_from_here = all_from_here && knows;
    candidates.push_back(each);
  }
  if (!name.empty()) {
    own.by = By::application;
    own.connections = std::move(candidates);
    return own;
  }
  own.elsewhere = 0;
  const auto unnamed = std::count_if(apps.begin(), apps.end(), [&](const Snapshot* other) {
    return facts_of(*other).application.empty() && other->server == app.server;
  });
  if (unnamed > 1) {
    own.why_none =
        "there are " + std::to_string(unnamed) + " apps without a name; set application in [[app_pool]]";
  } else if (!total) {
    own.why_none = "it does not tell how many connections it has; set application in [[app_pool]]";
  } else {
    return by_fit(std::move(candidates), *total, all_from_here);
  }
  return own;
}

}  // namespace lifeguard::joins
