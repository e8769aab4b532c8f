#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sql/statement.hpp"
#include "sql/trace_context.hpp"

namespace lifeguard::postgres {

enum class SessionState {
  active,
  idle,
  idle_in_transaction,
  idle_in_transaction_aborted,
  other,   // fastpath function call, disabled, starting
  hidden,  // the role may not see it (no pg_read_all_stats)
};

/// The server's own word for it: "idle in transaction".
std::string_view name_of(SessionState);

/// A transaction's id, and how many were given out since.
struct Xid {
  std::uint32_t id;
  std::int64_t age;
};

/// One row of pg_stat_activity. Times are the server's clock; compare them with Activity::taken only.
struct Session {
  int pid = 0;
  std::optional<int> leader_pid;  // the parallel worker's leader (13+)
  std::string backend_type;       // empty when hidden
  std::string database, user, application;
  std::string client;  // address; empty for a unix socket
  std::optional<int> client_port;
  SessionState state = SessionState::other;
  std::string wait_event_type, wait_event;
  std::optional<TimePoint> backend_start, transaction_start, query_start, state_change;
  std::optional<Xid> xid;           // its transaction's, once it has written
  std::optional<Xid> xmin;          // the oldest that ran when it took its snapshot
  std::optional<int64_t> query_id;  // 14+, with compute_query_id
  std::optional<sql::TraceContext>
      trace;             // by an application_name that is a traceparent; it is in `application` no more
  bool ours = false;     // a session of Lifeguard, this one or another pod's
  sql::Statement query;  // the running one, or the last one
};

/// Who waits for a lock, and for whom: from one pg_locks snapshot.
struct LockWait {
  int pid = 0;
  std::string mode, object;        // "ShareLock", "transactionid 742" / "relation 16402"
  std::optional<TimePoint> since;  // 14+; server's clock
  std::vector<int> blocked_by;     // holders of conflicting locks and earlier waiters, ascending
};

struct Locks {
  std::vector<LockWait> waits;
  std::vector<int> advisory_holders;  // pids, ascending
};

/// Part `activity`: who is connected and what they wait for.
struct Activity {
  TimePoint taken;  // server's clock
  std::vector<Session> sessions;
  /// Absent when nobody waited in the tick before, so that pg_locks was not read.
  std::optional<Locks> locks;
};

struct ConnectionLimits {
  int max_connections = 0;
  int superuser_reserved = 0;
  int reserved = 0;  // reserved_connections, 16+
  /// Only those that have a limit: datconnlimit, rolconnlimit >= 0.
  std::map<std::string, int> of_database, of_role;

  /// What ordinary roles can use at most.
  int usable() const { return max_connections - superuser_reserved - reserved; }
};

/// One row of pg_stat_database, counters since stats_reset.
struct DatabaseStatistics {
  std::string database;
  int64_t commits = 0, rollbacks = 0;
  int64_t blocks_read = 0, blocks_hit = 0;
  int64_t rows_returned = 0, rows_fetched = 0, rows_inserted = 0, rows_updated = 0, rows_deleted = 0;
  int64_t conflicts = 0, deadlocks = 0, temporary_files = 0, temporary_bytes = 0;
  std::optional<TimePoint> reset;
  std::uint32_t id{};            // its oid
  Seconds reading{}, writing{};  // blocks; zero without track_io_timing
};

/// Part `server`: what changes slowly.
struct Server {
  TimePoint taken;  // server's clock
  ConnectionLimits limits;
  std::vector<DatabaseStatistics> databases;
  bool in_recovery = false;
};

/// Who answers and what we may see there; asked every interval.
struct Identity {
  int version = 0;           // 150018
  std::string version_text;  // "15.18 (Debian 15.18-0+deb12u1)"
  TimePoint started;
  std::string system_identifier;  // empty when the role may not read it
  std::string address;            // the server's own "10.0.0.7:5432"; empty on a unix socket
  std::string role;               // who we are there
  int own_pid = 0;
  bool in_recovery = false;
  std::optional<int> timeline;                 // of the WAL it writes or, a standby, receives
  std::optional<TimePoint> processes_started;  // later than `started` after a crash
  bool sees_every_session = false;             // superuser, or a member of pg_read_all_stats
};

struct Transition;
struct Waits;
struct Statements;
struct Transactions;
struct Replication;
struct Wal;
struct Databases;
struct Posture;

/// What is known of a server, part by part; a part that failed or was never due is absent, and nothing is known
/// of it. What is read seldom is shared by the snapshots in between; each has a folder, whose facts.hpp says
/// it.
struct Facts {
  Identity identity;
  std::shared_ptr<const std::vector<Transition>> transitions;  // recent ones, oldest first
  std::optional<Activity> activity;
  std::optional<Server> server;
  std::int64_t own_transactions = 0;  // what this connection has added to its database's, one for each query
  std::shared_ptr<const Waits> waits;
  std::shared_ptr<const Statements> statements;
  std::shared_ptr<const Transactions> transactions;
  std::shared_ptr<const Replication> replication;
  std::shared_ptr<const Wal> wal;
  std::shared_ptr<const Databases> databases;
  std::shared_ptr<const Posture> posture;
};

/// Takes one of max_connections' slots: not a background worker or a walsender.
bool is_client_backend(const Session&);

/// An application's session: such a one, and not Lifeguard's own.
bool is_client(const Session&);

bool waits_for_lock(const Session&);

/// Idle inside an open transaction, aborted ones included.
bool is_idle_in_transaction(const Session&);

/// Sessions that take one of max_connections' slots, our own included; nullopt when not known. Where the role
/// sees only its own sessions, those of others are counted by their role names.
std::optional<int> used_slots(const Facts&);

/// An instance of an application as the server sees it: the group whose sessions a leak is sought in.
struct ClientGroup {
  std::string database, user, application, client;
  auto operator<=>(const ClientGroup&) const = default;
};
ClientGroup group_of(const Session&);

/// Puts the sessions of one group together, for maps that every tick fills anew: no group is copied.
struct ByGroup {
  bool operator()(const Session*, const Session*) const;
};

/// How long ago, never negative.
Seconds age(const Activity&, TimePoint since);

}  // namespace lifeguard::postgres
