#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "collectors/postgres/statements/baseline.hpp"
#include "collectors/postgres/statements/growth.hpp"
#include "collectors/postgres/statements/ranking.hpp"

namespace lifeguard::postgres {

struct DatabaseReading {
  std::uint32_t oid = 0;
  std::string name;
  std::int64_t transactions = 0;  // ended since its statistics began
};

/// What our own sessions add to the transactions of one database.
struct OwnTransactions {
  std::string database;
  std::int64_t count = 0;  // of one session, since it began
  int sessions = 1;        // ours, and those of Lifeguard's other pods
};

/// All that is read at one instant.
struct StatementReading {
  TimePoint taken;         // server's clock
  std::string counted_by;  // the server process whose memory holds the counters
  StatementEntries statements;
  std::vector<DatabaseReading> databases;
  std::map<std::uint32_t, std::string> roles;
  std::optional<std::int64_t> evictions;
  std::optional<TimePoint> reset;
  OwnTransactions own;
};

/// Turns readings into windows, and follows the statements that cost most through them. Counters that are
/// exported never go back: they are added up here.
class StatementLedger {
 public:
  /// What is known after this reading; texts are not its business. The first reading of a server, and the first
  /// after a restart or a failover, gives no window: what was counted before belongs to no window of ours.
  Statements take(StatementReading);

 private:
  bool follows(const StatementReading&) const;
  bool was_reset(const StatementReading&) const;
  void begin(const StatementReading&);
  void window_until(const StatementReading&, Statements&);
  void show(const StatementReading&, Statements&) const;
  void count(const StatementReading&, const WorkByStatement&, Statements&);
  void count_transactions(const StatementReading&, std::map<std::string, DatabaseStatements>&) const;
  void update_shown(const std::vector<StatementId>& ranked);
  std::string counted_as(const StatementReading&, std::uint32_t database);

  std::optional<StatementReading> before_;
  Baselines baselines_;
  ShownSet shown_;
  std::map<StatementId, StatementCounters> counted_;  // of those that are shown
  std::map<std::string, DatabaseStatements> databases_;
  int resets_ = 0;
};

}  // namespace lifeguard::postgres
