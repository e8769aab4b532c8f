#include "joins/connections.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace lifeguard::joins {
namespace {

using pgbouncer::Socket;
using postgres::Session;

// Clocks and looks are not quite together.
constexpr Seconds kSlack{1};

const Snapshot* up_target(std::span<const SnapshotPtr> targets, const std::string& name) {
  for (const SnapshotPtr& each : targets) {
    if (each->up && each->target == name) return each.get();
  }
  return nullptr;
}

struct Backends {
  const Snapshot* snapshot = nullptr;
  const postgres::Facts* facts = nullptr;
  std::map<int, const Session*> by_pid;
  std::set<int> pooled;  // pids
};

Backends backends_of(const Snapshot& snapshot) {
  Backends backends;
  backends.snapshot = &snapshot;
  backends.facts = std::get_if<postgres::Facts>(&snapshot.facts);
  if (!backends.facts || !backends.facts->activity) return backends;
  for (const Session& session : backends.facts->activity->sessions) backends.by_pid[session.pid] = &session;
  return backends;
}

bool leads_to_several(const pgbouncer::Facts& facts) {
  if (!facts.databases || facts.databases->empty()) return false;
  const auto& first = facts.databases->front();
  return std::any_of(facts.databases->begin(), facts.databases->end(),
                     [&](const auto& each) { return each.host != first.host || each.port != first.port; });
}

const Session* backend_of(const Socket& server, const pgbouncer::Facts& bouncer, const Backends& backends) {
  if (!server.remote_pid || !backends.facts) return nullptr;
  const auto found = backends.by_pid.find(*server.remote_pid);
  if (found == backends.by_pid.end()) return nullptr;
  const Session& session = *found->second;
  const std::string& own = backends.facts->identity.address;
  if (leads_to_several(bouncer) && !own.empty() && server.address + ":" + std::to_string(server.port) != own) {
    return nullptr;
  }
  const pgbouncer::Database* database = database_named(bouncer, server.database);
  if (database && !database->database.empty() && session.database != database->database) return nullptr;
  const std::string& user = database && database->forced_user ? *database->forced_user : server.user;
  return session.user == user ? &session : nullptr;
}

Work work_of(const Session& session) {
  if (session.state == postgres::SessionState::active) return Work::active;
  if (is_idle_in_transaction(session)) return Work::in_transaction;
  return session.state == postgres::SessionState::idle ? Work::idle : Work::unknown;
}

void add_session(Connection& connection, const Session& session, const Backends& backends) {
  connection.session = &session;
  connection.work = work_of(session);
  const auto since = connection.work == Work::active ? session.query_start : session.state_change;
  if (since) connection.quiet = age(*backends.facts->activity, *since);
}

void add_without_server(Connection& connection, const pgbouncer::Facts& bouncer) {
  const Socket& client = *connection.client;
  const bool waits = client.state.starts_with("waiting");
  connection.work = waits ? Work::waiting : Work::idle;
  connection.quiet = waits ? client.wait : std::max(Seconds(bouncer.taken - client.requested), Seconds(0));
}

// The rows of clients and of servers are read one after the other: only a link that both tell of is one.
const Socket* server_of(const Socket& client, const std::map<std::string, const Socket*>& servers) {
  const auto found = servers.find(client.link);
  return found != servers.end() && found->second->link == client.id ? found->second : nullptr;
}

void add_clients(const Snapshot& snapshot, Backends* backends, std::vector<Connection>& all) {
  const auto& bouncer = std::get<pgbouncer::Facts>(snapshot.facts);
  std::map<std::string, const Socket*> servers;
  if (bouncer.servers) {
    for (const Socket& server : *bouncer.servers) {
      servers[server.id] = &server;
      if (!backends) continue;
      if (const Session* session = backend_of(server, bouncer, *backends))
        backends->pooled.insert(session->pid);
    }
  }
  if (!bouncer.clients) return;
  for (const Socket& client : *bouncer.clients) {
    Connection connection;
    connection.bouncer = &snapshot;
    connection.client = &client;
    connection.postgres = backends ? backends->snapshot : nullptr;
    if (client.link.empty()) {
      add_without_server(connection, bouncer);
    } else if ((connection.server = server_of(client, servers)) && backends) {
      const Session* session = backend_of(*connection.server, bouncer, *backends);
      if (session) add_session(connection, *session, *backends);
    }
    all.push_back(connection);
  }
}

// A session that PgBouncer may have opened after it was asked for its servers, or that it was not asked for.
bool may_be_pooled(const Session& session, const Backends& backends,
                   const std::vector<const Snapshot*>& bouncers) {
  return std::any_of(bouncers.begin(), bouncers.end(), [&](const Snapshot* bouncer) {
    const auto* facts = std::get_if<pgbouncer::Facts>(&bouncer->facts);
    if (!facts || !facts->servers || !session.backend_start) return true;
    const Seconds ago(backends.snapshot->taken - facts->taken);
    return *session.backend_start > backends.facts->activity->taken - ago - kSlack;
  });
}

void add_direct(const Backends& backends, const std::vector<const Snapshot*>& bouncers,
                std::vector<Connection>& all) {
  if (!backends.facts || !backends.facts->activity) return;
  for (const Session& session : backends.facts->activity->sessions) {
    if (!is_client(session) || backends.pooled.contains(session.pid)) continue;
    Connection connection;
    connection.postgres = backends.snapshot;
    add_session(connection, session, backends);
    connection.may_be_pooled = may_be_pooled(session, backends, bouncers);
    all.push_back(connection);
  }
}

}  // namespace

std::string_view name_of(Work work) {
  switch (work) {
    case Work::active:
      return "active";
    case Work::in_transaction:
      return "in transaction";
    case Work::idle:
      return "idle";
    case Work::waiting:
      return "waiting";
    case Work::unknown:
      return "unknown";
  }
  return "unknown";
}

std::vector<Connection> join_connections(std::span<const SnapshotPtr> targets) {
  std::map<const Snapshot*, Backends> servers;
  std::map<const Snapshot*, std::vector<const Snapshot*>> in_front;
  std::vector<Connection> all;
  for (const SnapshotPtr& each : targets) {
    if (each->kind == "postgres" && each->up) servers[each.get()] = backends_of(*each);
  }
  for (const SnapshotPtr& each : targets) {
    if (each->kind != "pgbouncer") continue;
    const Snapshot* behind = each->server.empty() ? nullptr : up_target(targets, each->server);
    const auto server = servers.find(behind);
    if (server != servers.end()) in_front[behind].push_back(each.get());
    if (each->up) add_clients(*each, server == servers.end() ? nullptr : &server->second, all);
  }
  for (const auto& [snapshot, backends] : servers) add_direct(backends, in_front[snapshot], all);
  return all;
}

const std::string& application_of(const Connection& connection) {
  return connection.client ? connection.client->application : connection.session->application;
}

const std::string& user_of(const Connection& connection) {
  return connection.client ? connection.client->user : connection.session->user;
}

const std::string& database_of(const Connection& connection) {
  return connection.client ? connection.client->database : connection.session->database;
}

std::optional<Endpoint> client_end(const Connection& connection) {
  if (connection.client) {
    if (connection.client->address == "unix") return std::nullopt;
    return Endpoint{connection.client->address, connection.client->port};
  }
  const Session& session = *connection.session;
  if (session.client.empty() || !session.client_port || *session.client_port <= 0) return std::nullopt;
  return Endpoint{session.client, *session.client_port};
}

}  // namespace lifeguard::joins
