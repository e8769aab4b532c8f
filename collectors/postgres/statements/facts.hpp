#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// A statement of one database, whoever runs it: dbid and queryid of pg_stat_statements.
struct StatementId {
  std::uint32_t database = 0;
  std::int64_t query = 0;
  auto operator<=>(const StatementId&) const = default;
};

/// What statements did, or what their counters grew by.
struct StatementCounters {
  std::int64_t calls = 0, rows = 0;
  Seconds time{};  // executing; planning is left out
  std::int64_t blocks_hit = 0, blocks_read = 0, temporary_bytes = 0;
  std::int64_t wal_bytes = 0;  // see Statements::knows_wal

  StatementCounters& operator+=(const StatementCounters&);
};

/// Zero without calls.
Seconds mean(const StatementCounters&);

/// The text of a statement, as it may be shown.
struct StatementText {
  std::string text;  // at most 1,000 bytes
  std::string fingerprint;
  bool is_query = false;  // reads or changes rows; not a utility statement such as SET, COPY or VACUUM
  bool ours = false;      // one of Lifeguard's own
};
using StatementTextPtr = std::shared_ptr<const StatementText>;

/// How a statement did in the hour before the window, recent minutes weighing more.
struct StatementBaseline {
  double calls = 0;
  Seconds mean{};
};

/// One of the statements that are followed one by one.
struct ShownStatement {
  StatementId id;
  std::string database;
  std::vector<std::string> users;  // who ran it in the window
  StatementTextPtr text;           // null while it is not known
  bool text_lost = false;          // it was asked for in vain
  StatementCounters work;          // within the window
  Seconds longest{};               // one call, since the statistics began
  std::optional<StatementBaseline> baseline;
  StatementCounters counted;  // since it is shown
};

struct DatabaseStatements {
  /// Committed or rolled back within the window, Lifeguard's own left out.
  std::optional<std::int64_t> transactions;
  StatementCounters counted;  // by all statements, since the agent watches
  StatementCounters others;   // by those that were not shown at the time
};

/// Statements that came again and again under one trace, by what the activity samples saw: at least so often.
struct TraceRepeats {
  std::string trace;  // 32 hex digits, from a traceparent comment
  std::string database, fingerprint, text;
  int seen = 0;
};

/// Part `statements`: what pg_stat_statements counted between its last two readings.
struct Statements {
  TimePoint taken;                // server's clock
  std::optional<Seconds> window;  // nullopt: what statements do at present is not known, and no work is told
  std::vector<ShownStatement> shown;  // those with the most time in the window first
  StatementCounters work;             // of all statements within the window
  std::map<std::string, DatabaseStatements> databases;
  std::vector<TraceRepeats> repeats;  // most first
  bool knows_wal = false;             // 1.8+

  std::int64_t entries = 0, entry_limit = 0;
  std::optional<std::int64_t> evictions;  // times that the least used entries had to go, 1.9+
  std::optional<TimePoint> reset;         // when the statistics began, 1.9+
  int resets = 0;                         // seen by the agent
  std::string version;                    // the extension's: "1.10"
  std::string text_trouble;               // why texts could not be read the last time
};

}  // namespace lifeguard::postgres
