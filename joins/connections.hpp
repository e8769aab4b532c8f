#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/snapshot.hpp"

// What several targets know of one thing, put together: pure functions of their latest snapshots, into which
// the results point.
namespace lifeguard::joins {

/// What the server does for a connection now.
enum class Work {
  active,
  in_transaction,  // idle inside one
  idle,            // also: PgBouncer has no server for it now
  waiting,         // for a server of PgBouncer
  unknown,         // the layers were looked at a moment apart, and do not fit together here
};

std::string_view name_of(Work);

/// A client's connection to PostgreSQL, by itself or through PgBouncer, as far as each layer was seen.
struct Connection {
  const Snapshot* bouncer = nullptr;           // null: none in between
  const pgbouncer::Socket* client = nullptr;   // PgBouncer's row of it
  const pgbouncer::Socket* server = nullptr;   // that PgBouncer has for it now
  const Snapshot* postgres = nullptr;          // null: not watched
  const postgres::Session* session = nullptr;  // the backend that is for it now
  Work work = Work::unknown;
  std::optional<Seconds> quiet;  // since it last began or ended a statement; while waiting, since it asked
  bool may_be_pooled = false;    // a session without client: perhaps PgBouncer's, of which no row is known
};

/// Every client connection to the PostgreSQL and PgBouncer targets that are up, but not our own. A backend is
/// PgBouncer's by its pid, its database and role, and, of several servers behind one PgBouncer, by the server's
/// address: pids are unique on one server only.
std::vector<Connection> join_connections(std::span<const SnapshotPtr> targets);

/// As the layer next to the client knows it.
const std::string& application_of(const Connection&);
const std::string& user_of(const Connection&);
const std::string& database_of(const Connection&);
/// The client's own end; nullopt on a unix socket.
std::optional<Endpoint> client_end(const Connection&);

}  // namespace lifeguard::joins
