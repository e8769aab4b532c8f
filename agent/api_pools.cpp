#include <algorithm>
#include <boost/json.hpp>

#include "agent/api.hpp"
#include "alerts/json_text.hpp"
#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/leaked_connections.hpp"
#include "collectors/forecast.hpp"
#include "joins/app.hpp"

namespace lifeguard::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kMostConnections = 50;

template <class T>
json::value or_null(const std::optional<T>& value) {
  return value ? json::value(*value) : json::value(nullptr);
}

json::value or_null(const std::optional<Seconds>& value) {
  return value ? json::value(value->count()) : json::value(nullptr);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

double age_of(const Snapshot& snapshot, TimePoint now) {
  return std::max(0.0, Seconds(now - snapshot.taken).count());
}

// As the metric has it: absent where it cannot be known.
std::optional<double> leaked_of(const std::string& pool, const Snapshot& snapshot) {
  for (const Sample& sample : snapshot.samples) {
    if (sample.metric == &leaks::leaked_connections_metric() && sample.labels.front() == pool)
      return sample.value;
  }
  return std::nullopt;
}

json::object pool_json(const Pool& pool, const Snapshot& snapshot, const History& history, TimePoint now) {
  return {{"target", snapshot.target},
          {"kind", snapshot.kind},
          {"server", text_or_null(snapshot.server)},
          {"pool", pool.name},
          {"used", or_null(pool.used)},
          {"idle", or_null(pool.idle)},
          {"waiting", or_null(pool.waiting)},
          {"longest_wait_seconds", or_null(pool.longest_wait)},
          {"wait_seconds_total", or_null(pool.waited)},
          {"timeouts_total", or_null(pool.timeouts)},
          {"limit", or_null(pool.limit)},
          {"limit_name", text_or_null(pool.limit_name)},
          {"saturation", or_null(saturation(pool))},
          {"full_in_seconds", or_null(time_until_full(pool, snapshot, history))},
          {"leaked", or_null(leaked_of(pool.name, snapshot))},
          {"age_seconds", age_of(snapshot, now)}};
}

json::value end_json(const std::optional<Endpoint>& end) {
  return end ? json::value(end->address + ":" + std::to_string(end->port)) : json::value(nullptr);
}

json::value session_json(const postgres::Session* session) {
  if (!session) return nullptr;
  json::object object{{"pid", session->pid}, {"state", name_of(session->state)}};
  object["wait_event"] = text_or_null(session->wait_event);
  object["query"] = session->query.empty() ? json::value(nullptr) : json::value(session->query.text());
  return object;
}

json::object connection_json(const joins::Connection& connection) {
  json::object object{{"work", name_of(connection.work)},
                      {"quiet_seconds", or_null(connection.quiet)},
                      {"client", end_json(client_end(connection))},
                      {"application", application_of(connection)},
                      {"user", user_of(connection)},
                      {"database", database_of(connection)},
                      {"pgbouncer", nullptr},
                      {"session", session_json(connection.session)}};
  if (connection.client) {
    object["pgbouncer"] = json::object{
        {"target", connection.bouncer->target},
        {"client", connection.client->id},
        {"state", connection.client->state},
        {"server", connection.server ? json::value(connection.server->id) : json::value(nullptr)},
        {"server_pid", connection.server ? or_null(connection.server->remote_pid) : json::value(nullptr)}};
  }
  return object;
}

json::array names_of(const std::vector<const Snapshot*>& snapshots) {
  json::array names;
  for (const Snapshot* snapshot : snapshots) names.emplace_back(snapshot->target);
  return names;
}

json::value bouncer_layer(const joins::App& app, TimePoint now) {
  if (app.bouncers.empty()) return nullptr;
  double age = 0;
  for (const Snapshot* bouncer : app.bouncers) age = std::max(age, age_of(*bouncer, now));
  return json::object{{"targets", names_of(app.bouncers)},
                      {"clients", app.clients},
                      {"waiting", app.clients_waiting},
                      {"servers", app.servers},
                      {"age_seconds", age}};
}

json::value server_layer(const joins::App& app, TimePoint now) {
  if (!app.server) return nullptr;
  return json::object{
      {"target", app.server->target}, {"active", app.active},   {"in_transaction", app.in_transaction},
      {"idle", app.resting},          {"unknown", app.unknown}, {"age_seconds", age_of(*app.server, now)}};
}

json::object layers_json(const joins::App& app, TimePoint now) {
  const json::object own{{"used", or_null(app.used)},
                         {"idle", or_null(app.idle)},
                         {"limit", or_null(app.limit)},
                         {"waiting", or_null(app.waiting)},
                         {"age_seconds", age_of(*app.app, now)}};
  const bool joined = app.by != joins::By::nothing;
  return {{"app", own},
          {"pgbouncer", joined ? bouncer_layer(app, now) : json::value(nullptr)},
          {"postgres", joined ? server_layer(app, now) : json::value(nullptr)}};
}

bool has_evidence(const Incident& incident, std::string_view label, const std::string& value) {
  const std::pair cell(std::string(label), value);
  return std::any_of(incident.evidence.begin(), incident.evidence.end(),
                     [&](const Evidence& row) { return std::find(row.begin(), row.end(), cell) != row.end(); });
}

// Told of the app itself, by its pool, or of the clients that carry its name.
bool is_about(const Incident& incident, const joins::App& app) {
  const std::string& target = app.app->target;
  if (incident.target == target || has_evidence(incident, leaks::kAppPool, target)) return true;
  const auto& name = std::get<app_pool::Facts>(app.app->facts).application;
  return !name.empty() && has_evidence(incident, "application", name);
}

json::array leaks_json(const joins::App& app, const std::vector<Incident>& open) {
  json::array leaks;
  for (const Incident& incident : open) {
    const bool told = incident.state != IncidentState::pending;
    if (incident.rule != "connection_leak" || !told || !is_about(incident, app)) continue;
    leaks.push_back(json::object{{"target", incident.target},
                                 {"severity", name_of(incident.severity)},
                                 {"since", rfc3339(incident.since)},
                                 {"summary", incident.summary}});
  }
  return leaks;
}

json::object app_json(const joins::App& app, const std::vector<Incident>& open, TimePoint now) {
  const auto& facts = std::get<app_pool::Facts>(app.app->facts);
  json::array pools, connections;
  for (const app_pool::AppPool& pool : facts.pools) pools.emplace_back(pool.name);
  for (std::size_t i = 0; i < std::min(kMostConnections, app.connections.size()); ++i) {
    connections.push_back(connection_json(app.connections[i]));
  }
  return {{"target", app.app->target},
          {"pool", facts.pools.size() == 1 ? json::value(facts.pools.front().name) : json::value(nullptr)},
          {"pools", std::move(pools)},
          {"application", text_or_null(facts.application)},
          {"says", where_connections_are(app)},
          {"by", name_of(app.by)},
          {"layers", layers_json(app, now)},
          {"held_idle", app.by == joins::By::nothing ? json::value(nullptr) : json::value(app.held_idle)},
          {"exact", app.is_exact()},
          {"elsewhere", app.elsewhere},
          {"leaks", leaks_json(app, open)},
          {"connections_total", app.connections.size()},
          {"connections", std::move(connections)},
          {"not_known", json::array(app.not_known.begin(), app.not_known.end())}};
}

std::string why_unknown(const Snapshot& snapshot) {
  if (!snapshot.error.empty()) return snapshot.error;
  for (const PartResult& part : snapshot.parts) {
    if (!part.success && !part.error.empty()) return part.error;
  }
  return "not every part that tells of its pools was read yet";
}

}  // namespace

std::string pools(const std::vector<SnapshotPtr>& latest, const History& history,
                  const std::vector<Incident>& open, TimePoint now) {
  json::array pools, apps, unknown;
  for (const SnapshotPtr& snapshot : latest) {
    if (!snapshot->pools) {
      unknown.push_back(json::object{{"target", snapshot->target}, {"error", why_unknown(*snapshot)}});
      continue;
    }
    for (const Pool& pool : shown_pools(*snapshot->pools)) {
      pools.push_back(pool_json(pool, *snapshot, history, now));
    }
  }
  for (const joins::App& app : joins::join_apps(latest)) apps.push_back(app_json(app, open, now));
  return text_of(json::object{
      {"pools", std::move(pools)}, {"app_pools", std::move(apps)}, {"unknown", std::move(unknown)}});
}

}  // namespace lifeguard::api
