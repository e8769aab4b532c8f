#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/finding.hpp"
#include "base/time.hpp"

namespace lifeguard {

/// pending: seen, but not for long enough. firing: told. recovering: gone, but not for long enough.
/// unknown: the target or the part that would tell cannot be read, so it is neither firing nor gone.
enum class IncidentState { pending, firing, recovering, resolved, unknown };

std::string_view name_of(IncidentState);
std::optional<IncidentState> incident_state_named(std::string_view);

/// A finding followed through time.
struct Incident {
  std::string rule, target, kind, backend, key;
  std::string service;    // the app that the agent stands beside
  std::string dedup_key;  // "lifeguard/" + hex SHA-256 of (rule, backend, key): the same from every pod
  IncidentState state = IncidentState::pending;
  Severity severity = Severity::warning;  // the highest since it opened
  std::string summary, remedy;
  std::vector<Evidence> evidence;
  std::vector<TraceRef> traces;       // of the evidence, each trace once
  TimePoint since;                    // when it began, by what the database says
  TimePoint last_seen;                // when a rule last saw it
  std::optional<TimePoint> opened;    // when it began to fire
  std::optional<TimePoint> gone;      // when it was first not seen any more
  std::optional<TimePoint> resolved;  // when it was over
};

/// True when a row of its evidence has such a label.
bool has_evidence(const Incident&, std::string_view label);

std::string dedup_key(std::string_view rule, std::string_view backend, std::string_view key);

/// One thing to tell the receivers.
struct Notice {
  enum class Kind { opened, escalated, resolved };
  Kind kind = Kind::opened;
  Incident incident;
  TimePoint at;
  bool test = false;  // from `lifeguard test-alert`
};

std::string_view name_of(Notice::Kind);

/// JSON as /api/incidents shows it and as the outbox keeps it; from_json throws on what to_json did not write.
std::string to_json(const Incident&);
Incident incident_from_json(std::string_view);
std::string to_json(const Notice&);
Notice notice_from_json(std::string_view);

}  // namespace lifeguard
