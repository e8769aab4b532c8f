#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// What a session was at: "Lock" and "transactionid", or "CPU" and "running" when it waited for nothing.
struct WaitEvent {
  std::string type;   // the server's own word
  std::string event;  // in lower case, for versions spell it differently
  auto operator<=>(const WaitEvent&) const = default;
};

/// A statement by its query_id where the server gives one (14+), else by its fingerprint.
struct WaitStatement {
  std::string database;
  std::optional<std::int64_t> query_id;
  std::string fingerprint;
  std::string text;  // normalised, its beginning; empty when it was not looked at

  bool operator<(const WaitStatement&) const;  // by all but the text
};

/// An application's session at work in one sample.
struct ActiveSession {
  WaitEvent at;
  std::string application;
  std::shared_ptr<const WaitStatement> statement;

  bool operator<(const ActiveSession&) const;  // by value; no statement comes first
};

/// Session-seconds by (wait event type, name), since the agent began.
using WaitSeconds = std::map<std::pair<std::string, std::string>, double>;

struct WaitTotals {
  WaitSeconds by_event, by_application;
};

/// What the samples of pg_stat_activity add up to: each takes every active session of a client to have been at
/// the same thing since the sample before. A parallel query counts once, as its leader.
struct Waits {
  Seconds span{};  // from the sample before to this one; zero when they are too far apart to say
  std::vector<ActiveSession> sessions;  // empty without a span
  int hidden_sessions = 0;              // of others, which the role may not see
  std::shared_ptr<const WaitTotals> totals;
  Seconds unobserved{};              // between samples too far apart, since the agent began
  std::int64_t slow_executions = 0;  // since the agent began
};

}  // namespace lifeguard::postgres
