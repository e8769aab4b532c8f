#pragma once

#include <string>
#include <string_view>

#include "alerts/incident.hpp"

namespace lifeguard {

/// 2026-11-21, at the time of day given.
inline TimePoint at(int hour, int minute, int second) {
  using namespace std::chrono;
  return sys_days(year(2026) / 11 / 21) + hours(hour) + minutes(minute) + seconds(second);
}

/// A leak of the app "checkout" on the target "main", firing since 02:45:59.
inline Incident a_leak(const std::string& key = "application=shop") {
  Incident incident;
  incident.rule = "connection_leak";
  incident.target = "main";
  incident.kind = "postgres";
  incident.backend = "postgres/7412";
  incident.key = key;
  incident.service = "checkout";
  incident.dedup_key = dedup_key(incident.rule, incident.backend, key);
  incident.state = IncidentState::firing;
  incident.severity = Severity::critical;
  incident.summary = "2 sessions of \"shop\" idle in a transaction, the oldest for 4 min 10 s";
  incident.remedy = "SELECT pg_terminate_backend(4242);";
  incident.evidence = {{{"pid", "4242"}, {"state", "idle in transaction"}},
                       {{"pid", "4243"}, {"query", "a <b> & c"}}};
  incident.since = at(2, 45, 59);
  incident.last_seen = at(2, 50, 9);
  incident.opened = at(2, 50, 9);
  return incident;
}

inline Notice opened(Incident incident = a_leak()) {
  return {Notice::Kind::opened, std::move(incident), at(2, 50, 9)};
}

inline Notice resolved(Incident incident = a_leak()) {
  incident.state = IncidentState::resolved;
  incident.gone = at(2, 57, 54);
  incident.resolved = at(2, 58, 4);
  return {Notice::Kind::resolved, std::move(incident), at(2, 58, 4)};
}

}  // namespace lifeguard
