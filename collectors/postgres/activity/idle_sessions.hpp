#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// What one look at activity brought: the sessions that were not idle all the time since the look before, and
/// who is there at all when that changed.
struct Look {
  struct Present {
    int pid = 0;
    std::optional<TimePoint> query_start;
  };
  Activity activity;
  std::optional<std::vector<Present>> present;  // everybody in a database; nullopt: nobody came or went
};

/// The sessions that were idle at the last look. The server does not send them again while they stay so: their
/// rows are most of a look, and sending rows is half of what it costs.
class IdleSessions {
 public:
  explicit IdleSessions(sql::Exposure exposure) : exposure_(exposure) {}

  /// Adds them to the sessions of the look, those that are still there. Throws PgError when one is missing that
  /// was not known to be idle in this same statement: the clock was set back, or its change showed too late.
  /// Then every session has to be asked for.
  void complete(Look&);
  void forget();

 private:
  sql::Exposure exposure_;
  std::unordered_map<int, Session> idle_;  // by pid
  std::vector<Look::Present> present_;     // as last listed
};

}  // namespace lifeguard::postgres
