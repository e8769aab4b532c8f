#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "sql/statement.hpp"
#include "sql/trace_context.hpp"

// Times are the server's clock.
namespace lifeguard::traces {

/// What an execution waited for in looks that followed each other. Between two looks it is taken to have been
/// at what the later one shows, as in lifeguard_pg_wait_seconds_total.
struct Wait {
  std::string type, event;  // the server's own words
  TimePoint from, to;
  int looks = 0;
  std::vector<int> blocked_by;  // pids
};

/// Who held a lock that an execution waited for, or waited for it before.
struct Blocker {
  int pid = 0;
  std::string statement;  // normalised: the one it runs, or its last
  std::optional<sql::TraceContext> trace;
};

/// An incident that spoke of an execution while it ran.
struct Concern {
  TimePoint at;  // the first look at which it did, with this severity
  std::string rule, severity, summary, dedup_key;
  TimePoint opened;  // on the agent's clock; maybe long before, of another execution
};

/// How the end of an execution is known.
enum class EndBy {
  state_change,    // exactly, by the server's stamp
  next_statement,  // it is this or earlier: the session runs another
  last_seen,       // it is this or later: the session is gone
};

/// One statement that a client ran, once: (pid, backend_start, query_start).
struct Execution {
  int pid = 0;
  std::optional<TimePoint> backend_start;
  TimePoint start, end;
  EndBy end_by = EndBy::last_seen;
  bool failed = false;  // its transaction is aborted

  std::string database, user, application, client;
  std::optional<int> client_port;
  std::optional<std::int64_t> query_id;
  sql::Statement statement;

  std::optional<sql::TraceContext> named;  // by application_name
  TimePoint context_since;                 // when this backend was first seen with the same context
  std::vector<Wait> waits;
  int waits_left_out = 0;  // there is an end to how many are kept
  std::vector<Blocker> blockers;
  std::vector<Concern> concerns;
  int parallel_workers = 0;
  int looks = 0;  // at it running; zero: it began and ended between two
};

/// Its caller's, as the comments of the statement or the application_name tell it.
sql::StatementTrace trace_of(const Execution&);

}  // namespace lifeguard::traces
