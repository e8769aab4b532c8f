#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "collectors/snapshot.hpp"

// Looks at a server as literals, by seconds since an instant.
namespace lifeguard::traces {

inline TimePoint at(double second) {
  return TimePoint(std::chrono::hours(24 * 365 * 50)) + Seconds(second);
}

inline postgres::Session client(int pid, const std::string& query, double started) {
  postgres::Session session;
  session.pid = pid;
  session.backend_type = "client backend";
  session.database = "shop";
  session.user = "app";
  session.application = "checkout";
  session.state = postgres::SessionState::active;
  session.backend_start = at(-100);
  session.query_start = session.state_change = at(started);
  session.query = sql::Statement(query);
  return session;
}

inline postgres::Session idle(int pid, const std::string& query, double started, double ended) {
  postgres::Session session = client(pid, query, started);
  session.state = postgres::SessionState::idle;
  session.state_change = at(ended);
  return session;
}

inline postgres::Session waiting(postgres::Session session, const std::string& type, const std::string& event) {
  session.wait_event_type = type;
  session.wait_event = event;
  return session;
}

inline postgres::Activity look(double taken, std::vector<postgres::Session> sessions) {
  postgres::Activity activity;
  activity.taken = at(taken);
  activity.sessions = std::move(sessions);
  return activity;
}

inline Snapshot snapshot_of(postgres::Activity activity) {
  Snapshot snapshot;
  snapshot.target = "main";
  snapshot.kind = "postgres";
  snapshot.backend = "postgres/7412";
  snapshot.taken = activity.taken;
  postgres::Facts facts;
  facts.activity = std::move(activity);
  snapshot.facts = std::move(facts);
  return snapshot;
}

}  // namespace lifeguard::traces
