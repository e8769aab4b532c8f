#include "agent/api.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "alerts/incident_json.hpp"
#include "alerts/json_text.hpp"
#include "collectors/redis/availability.hpp"
#include "collectors/vector/availability.hpp"

namespace lifeguard::api {

namespace json = boost::json;

namespace {

template <class T>
json::value or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  if constexpr (std::is_same_v<T, TimePoint>) {
    return json::value(rfc3339(*value));
  } else {
    return json::value(*value);
  }
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object part_json(const PartResult& part) {
  json::object object{{"part", part.part}, {"success", part.success}};
  if (part.success) object["duration_seconds"] = part.took.count();
  if (!part.error.empty()) object["error"] = part.error;
  return object;
}

/// Of what an app can go on without.
std::optional<std::string_view> availability(const Snapshot& snapshot) {
  if (snapshot.kind == "redis") return redis::availability(snapshot);
  if (snapshot.kind == "vector") return vector_store::availability(snapshot);
  return std::nullopt;
}

json::object target_json(const Snapshot& snapshot, const std::vector<Incident>& open, TimePoint now) {
  json::array parts, incidents;
  for (const PartResult& part : snapshot.parts) parts.push_back(part_json(part));
  for (const Incident& incident : open) {
    if (incident.target != snapshot.target || incident.state == IncidentState::pending) continue;
    incidents.push_back(json::object{{"rule", incident.rule},
                                     {"severity", name_of(incident.severity)},
                                     {"state", name_of(incident.state)},
                                     {"summary", incident.summary}});
  }
  json::object object{
      {"target", snapshot.target}, {"kind", snapshot.kind}, {"backend", snapshot.backend}, {"up", snapshot.up}};
  if (const auto said = availability(snapshot)) object["availability"] = *said;
  object["error"] = text_or_null(snapshot.error);
  object["last_success"] = or_null(snapshot.last_success);
  object["age_seconds"] = snapshot.last_success
                              ? json::value(std::max(0.0, Seconds(now - *snapshot.last_success).count()))
                              : json::value(nullptr);
  object["parts"] = std::move(parts);
  object["incidents"] = std::move(incidents);
  return object;
}

json::object session_json(const std::string& target, const postgres::Session& session,
                          const postgres::Activity& activity, std::optional<TimePoint> oldest) {
  json::object object{{"target", target},
                      {"pid", session.pid},
                      {"backend_type", session.backend_type},
                      {"database", session.database},
                      {"user", session.user},
                      {"application", session.application},
                      {"state", name_of(session.state)}};
  object["client"] = text_or_null(session.client);
  object["client_port"] = or_null(session.client_port);
  object["age_seconds"] = oldest ? json::value(age(activity, *oldest).count()) : json::value(nullptr);
  object["transaction_start"] = or_null(session.transaction_start);
  object["query_start"] = or_null(session.query_start);
  object["state_change"] = or_null(session.state_change);
  object["wait_event_type"] = text_or_null(session.wait_event_type);
  object["wait_event"] = text_or_null(session.wait_event);
  object["query_id"] = session.query_id ? json::value(std::to_string(*session.query_id)) : json::value(nullptr);
  object["query"] = session.query.empty() ? json::value(nullptr) : json::value(session.query.text());
  json::array blocked_by;
  if (activity.locks) {
    for (const postgres::LockWait& wait : activity.locks->waits) {
      if (wait.pid == session.pid) blocked_by = json::array(wait.blocked_by.begin(), wait.blocked_by.end());
    }
  }
  object["blocked_by"] = std::move(blocked_by);
  return object;
}

std::optional<TimePoint> began(const postgres::Session& session) {
  if (session.transaction_start) return session.transaction_start;
  return session.state == postgres::SessionState::active ? session.query_start : session.state_change;
}

// Without its database an app cannot work; without its cache it works on, slower, and without its vector store
// it answers from less.
std::string_view status_of(const std::vector<SnapshotPtr>& latest) {
  bool degraded = false;
  for (const SnapshotPtr& snapshot : latest) {
    const bool is_database = snapshot->kind == "postgres" || snapshot->kind == "pgbouncer";
    if (is_database && !snapshot->up) return "unavailable";
    degraded = degraded || availability(*snapshot).value_or("available") != "available";
  }
  return degraded ? "degraded" : "available";
}

json::object health_json(const std::vector<SnapshotPtr>& latest, const std::vector<Incident>& open,
                         const std::string& state_trouble, TimePoint now) {
  json::array targets;
  for (const SnapshotPtr& snapshot : latest) targets.push_back(target_json(*snapshot, open, now));
  return {{"status", status_of(latest)},
          {"targets", std::move(targets)},
          {"state_durable", state_trouble.empty()},
          {"state_trouble", text_or_null(state_trouble)}};
}

json::object sessions_json(const std::vector<SnapshotPtr>& latest, std::size_t limit) {
  struct Row {
    const Snapshot* snapshot;
    const postgres::Session* session;
    std::optional<TimePoint> began;
  };
  std::vector<Row> rows;
  json::array unknown;
  for (const SnapshotPtr& snapshot : latest) {
    if (snapshot->kind != "postgres") continue;
    const auto* facts = std::get_if<postgres::Facts>(&snapshot->facts);
    if (!facts || !facts->activity) {
      unknown.push_back(json::object{{"target", snapshot->target}, {"error", snapshot->error}});
      continue;
    }
    for (const postgres::Session& session : facts->activity->sessions) {
      if (!session.ours) rows.push_back({snapshot.get(), &session, began(session)});
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.began.has_value() != b.began.has_value()) return a.began.has_value();
    return a.began < b.began;
  });

  json::array sessions;
  for (std::size_t i = 0; i < std::min(limit, rows.size()); ++i) {
    const auto& facts = std::get<postgres::Facts>(rows[i].snapshot->facts);
    sessions.push_back(
        session_json(rows[i].snapshot->target, *rows[i].session, *facts.activity, rows[i].began));
  }
  return {{"total", rows.size()}, {"sessions", std::move(sessions)}, {"unknown", std::move(unknown)}};
}

}  // namespace

std::string health(const std::vector<SnapshotPtr>& latest, const std::vector<Incident>& open,
                   const std::string& state_trouble, TimePoint now) {
  return text_of(health_json(latest, open, state_trouble, now));
}

std::string sessions(const std::vector<SnapshotPtr>& latest, std::size_t limit) {
  return text_of(sessions_json(latest, limit));
}

std::string incidents(const std::vector<Incident>& all) {
  json::array incidents;
  for (const Incident& incident : all) incidents.push_back(json_of(incident));
  return text_of(json::object{{"incidents", std::move(incidents)}});
}

std::string snapshots(const std::vector<SnapshotPtr>& latest, TimePoint now) {
  json::object page = health_json(latest, {}, "", now);
  page["sessions"] = sessions_json(latest, SIZE_MAX);
  return text_of(page);
}

std::string error(std::string_view message) {
  return text_of(json::object{{"error", message}});
}

}  // namespace lifeguard::api
