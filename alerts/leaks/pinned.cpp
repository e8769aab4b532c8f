#include <algorithm>
#include <map>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/suspects.hpp"
#include "alerts/rules/sessions.hpp"
#include "alerts/threshold.hpp"
#include "collectors/pgbouncer/facts.hpp"

namespace lifeguard::leaks {
namespace {

using joins::Connection;
using joins::Work;

struct Pins {
  std::vector<const Connection*> clients;
  bool in_transaction = false;
};

const pgbouncer::PoolRow* pool_of(const Connection& connection) {
  const auto& facts = std::get<pgbouncer::Facts>(connection.bouncer->facts);
  if (!facts.pools) return nullptr;
  for (const pgbouncer::PoolRow& pool : *facts.pools) {
    if (pool.database == connection.client->database && pool.user == connection.server->user) return &pool;
  }
  return nullptr;
}

constexpr Seconds kSlack{2};  // between the clocks, and PgBouncer tells whole seconds

// The link was seen while the session was as it is, and by the client that asked last: SHOW CLIENTS is not
// asked at every look, and what it told before may be another's link.
bool is_link_of_now(const Connection& connection) {
  const TimePoint quiet_since = connection.postgres->taken - *connection.quiet;
  if (quiet_since > connection.bouncer->taken || !connection.session->query_start) return false;
  const auto& activity = *std::get<postgres::Facts>(connection.postgres->facts).activity;
  const TimePoint asked = connection.postgres->taken - age(activity, *connection.session->query_start);
  return connection.client->requested + kSlack >= asked;
}

// In session mode a client has its server until it leaves, and an app's pool rests on it as on any other: no
// matter, until somebody else waits for one.
bool keeps_others_waiting(const Connection& connection) {
  const pgbouncer::PoolRow* pool = pool_of(connection);
  return pool && pool->mode == "session" && pool->clients_waiting > 0;
}

}  // namespace

bool is_pinned(const Connection& connection, const ConnectionLeakConfig& config) {
  if (!connection.client || !connection.session ||
      !is_quiet(connection, config.idle_in_transaction.clear, config))
    return false;
  if (!is_link_of_now(connection)) return false;
  return connection.work == Work::in_transaction || keeps_others_waiting(connection);
}

std::vector<Sign> pinned(const Layers& layers, const ConnectionLeakConfig& config) {
  std::map<std::pair<postgres::ClientGroup, const Snapshot*>, Pins> groups;
  for (const Connection& connection : layers.connections) {
    if (!is_pinned(connection, config)) continue;
    Pins& pins = groups[{group_of(*connection.session), connection.bouncer}];
    pins.clients.push_back(&connection);
    pins.in_transaction = pins.in_transaction || connection.work == Work::in_transaction;
  }
  std::vector<Sign> signs;
  for (auto& [place, pins] : groups) {
    std::stable_sort(pins.clients.begin(), pins.clients.end(),
                     [](const Connection* a, const Connection* b) { return a->quiet > b->quiet; });
    const Connection& first = *pins.clients.front();
    Sign sign = sign_of(Kind::pinned, place.first);
    sign.connections = static_cast<int>(pins.clients.size());
    sign.since = first.postgres->taken - *first.quiet;
    sign.strength = std::min(*judge(*first.quiet, config.idle_in_transaction), Severity::warning);
    const auto end = client_end(first);
    sign.text = std::string("pins ") + counted(pins.clients.size(), "server") + " of PgBouncer " +
                first.bouncer->target + " with which it does nothing" +
                (pins.in_transaction ? ", inside a transaction" : ", while others wait for one") + " (client " +
                (end ? end->address + ":" + std::to_string(end->port) : "on a unix socket") +
                " the longest, for " + in_words(*first.quiet) + ")";
    for (const Connection* client : pins.clients) {
      if (sign.evidence.size() < kMaxEvidence) sign.evidence.push_back(evidence_of_client(*client));
    }
    std::vector<int> pids;
    for (const Connection* client : pins.clients) pids.push_back(client->session->pid);
    sign.remedy =
        end_sessions(pids, *pins.clients.back()->quiet) +
        "  -- frees those servers for others (SHOW CLIENTS on PgBouncer's console shows the clients, SHOW "
        "SERVERS by their link the pids); then find the path that begins and, on an error, neither "
        "commits nor rolls back";
    signs.push_back(std::move(sign));
  }
  return signs;
}

}  // namespace lifeguard::leaks
