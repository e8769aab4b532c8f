#include "alerts/leaks/app_connections.hpp"

#include <algorithm>
#include <map>

#include "alerts/leaks/suspects.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard::leaks {
namespace {

using joins::Connection;
using postgres::ClientGroup;

const postgres::Activity& activity_of(const Connection& connection) {
  return *std::get<postgres::Facts>(connection.postgres->facts).activity;
}

ClientGroup group_of(const Connection& connection) {
  if (connection.session) return postgres::group_of(*connection.session);
  const auto end = client_end(connection);
  return {database_of(connection), user_of(connection), application_of(connection), end ? end->address : ""};
}

// Those with sessions first: a client that has none now had one, or will.
std::optional<ClientGroup> group_of(const std::vector<const Connection*>& connections) {
  std::map<ClientGroup, std::pair<bool, int>> counts;
  for (const Connection* connection : connections) {
    auto& [has_session, count] = counts[group_of(*connection)];
    has_session = has_session || connection->session;
    ++count;
  }
  const auto most = std::max_element(counts.begin(), counts.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == counts.end()) return std::nullopt;
  return most->first;
}

// The server knows a client of PgBouncer by PgBouncer's address.
ClientGroup as_the_server_sees_it(ClientGroup group, const Layers& layers) {
  const postgres::Activity* activity = activity_of(layers);
  if (!activity) return group;
  std::optional<ClientGroup> same;
  for (const postgres::Session& session : activity->sessions) {
    if (session.application != group.application || session.user != group.user ||
        session.database != group.database) {
      continue;
    }
    ClientGroup seen = postgres::group_of(session);
    if (seen == group) return group;
    if (!same || seen < *same) same = std::move(seen);
  }
  return same.value_or(std::move(group));
}

}  // namespace

bool is_quiet(const Connection& connection, Seconds least, const ConnectionLeakConfig& config) {
  using joins::Work;
  if (connection.work != Work::idle && connection.work != Work::in_transaction) return false;
  if (!connection.quiet || *connection.quiet < least) return false;
  return !connection.session || is_suspect(*connection.session, activity_of(connection), config);
}

std::vector<const Connection*> quiet_connections(const joins::App& app, Seconds least,
                                                 const ConnectionLeakConfig& config) {
  std::vector<const Connection*> quiet;
  for (const Connection& connection : app.connections) {
    if (is_quiet(connection, least, config)) quiet.push_back(&connection);
  }
  std::stable_sort(quiet.begin(), quiet.end(),
                   [](const Connection* a, const Connection* b) { return a->quiet > b->quiet; });
  return quiet;
}

Sign sign_of(Kind kind, const joins::App& app, const std::vector<const Connection*>& connections,
             const Layers& layers) {
  const auto group = group_of(connections);
  Sign sign = group ? sign_of(kind, as_the_server_sees_it(*group, layers)) : Sign{};
  sign.kind = kind;
  sign.strength = Severity::warning;
  sign.takes_slots = app.is_direct();
  if (!group) sign.client = sign.whose = app.app->target;
  return sign;
}

Evidence evidence_of_client(const Connection& connection) {
  const auto end = client_end(connection);
  Evidence evidence{{"client", end ? end->address + ":" + std::to_string(end->port) : "unix socket"},
                    {"application", application_of(connection)},
                    {"user", user_of(connection)},
                    {"database", database_of(connection)},
                    {std::string(kPgBouncer), connection.bouncer->target},
                    {"state", connection.session ? std::string(name_of(connection.session->state))
                                                 : "no server is linked to it"}};
  if (connection.quiet) evidence.emplace_back("for", in_words(*connection.quiet));
  if (connection.session) {
    evidence.emplace_back("pid", std::to_string(connection.session->pid));
    if (!connection.session->query.empty())
      evidence.emplace_back("last query", connection.session->query.text(400));
  }
  return evidence;
}

std::vector<Evidence> evidence_of(const std::vector<const Connection*>& connections, const joins::App& app) {
  std::vector<Evidence> all;
  for (const Connection* connection : connections) {
    if (all.size() == kMaxEvidence) break;
    Evidence evidence = connection->client
                            ? evidence_of_client(*connection)
                            : lifeguard::evidence_of(*connection->session, activity_of(*connection));
    evidence.emplace_back(kAppPool, app.app->target);
    all.push_back(std::move(evidence));
  }
  return all;
}

std::string pools_in_words(const joins::App& app) {
  const auto& pools = *app.app->pools;
  if (pools.size() == 1) return "its " + pools.front().title;
  return "its " + std::to_string(pools.size()) + " pools";
}

}  // namespace lifeguard::leaks
