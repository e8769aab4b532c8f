#include "alerts/incident_json.hpp"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <stdexcept>

#include "alerts/json_text.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

json::value json_of(const std::optional<TimePoint>& at) {
  return at ? json::value(rfc3339(*at)) : json::value();
}

json::array json_of(const std::vector<Evidence>& evidence) {
  json::array items;
  for (const Evidence& item : evidence) {
    json::object labels;
    for (const auto& [label, value] : item) labels.emplace(label, value);
    items.push_back(std::move(labels));
  }
  return items;
}

json::array json_of(const std::vector<TraceRef>& traces) {
  json::array items;
  for (const TraceRef& trace : traces) {
    json::object item{{"of", trace.of}, {"trace_id", trace.trace_id}, {"span_id", trace.span_id}};
    if (!trace.url.empty()) item["url"] = trace.url;
    items.push_back(std::move(item));
  }
  return items;
}

std::string string_from(const json::value& value) {
  const json::string& text = value.as_string();
  return {text.data(), text.size()};
}

/// Reads what rfc3339() writes.
TimePoint time_from(const json::value& value) {
  using namespace std::chrono;
  const std::string text = string_from(value);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, ms = 0, length = 0;
  std::sscanf(text.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%3dZ%n", &y, &mo, &d, &h, &mi, &s, &ms, &length);
  const year_month_day date{year(y), month(static_cast<unsigned>(mo)), day(static_cast<unsigned>(d))};
  if (length == 0 || static_cast<std::size_t>(length) != text.size() || !date.ok()) {
    throw std::runtime_error("not a time: \"" + text + "\"");
  }
  return sys_days(date) + hours(h) + minutes(mi) + seconds(s) + milliseconds(ms);
}

std::optional<TimePoint> optional_time_from(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return time_from(value);
}

std::vector<Evidence> evidence_from(const json::value& value) {
  std::vector<Evidence> evidence;
  for (const json::value& item : value.as_array()) {
    Evidence& labels = evidence.emplace_back();
    for (const auto& [label, text] : item.as_object()) {
      labels.emplace_back(std::string(label.data(), label.size()), string_from(text));
    }
  }
  return evidence;
}

// Absent where there are none, as in what was written before there were any.
std::vector<TraceRef> traces_from(const json::object& incident) {
  std::vector<TraceRef> traces;
  const json::value* items = incident.if_contains("traces");
  if (!items) return traces;
  for (const json::value& item : items->as_array()) {
    const json::object& trace = item.as_object();
    const json::value* url = trace.if_contains("url");
    traces.push_back({string_from(trace.at("of")), string_from(trace.at("trace_id")),
                      string_from(trace.at("span_id")), url ? string_from(*url) : ""});
  }
  return traces;
}

template <class T>
T known(std::optional<T> value, const std::string& name) {
  if (!value) throw std::runtime_error("unknown name \"" + name + "\"");
  return *value;
}

std::optional<Notice::Kind> kind_named(std::string_view name) {
  for (auto kind : {Notice::Kind::opened, Notice::Kind::escalated, Notice::Kind::resolved}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

Incident incident_from(const json::object& object) {
  Incident incident;
  incident.rule = string_from(object.at("rule"));
  incident.target = string_from(object.at("target"));
  incident.kind = string_from(object.at("kind"));
  incident.backend = string_from(object.at("backend"));
  incident.key = string_from(object.at("key"));
  incident.service = string_from(object.at("service"));
  incident.dedup_key = string_from(object.at("dedup_key"));
  const std::string state = string_from(object.at("state"));
  incident.state = known(incident_state_named(state), state);
  const std::string severity = string_from(object.at("severity"));
  incident.severity = known(severity_named(severity), severity);
  incident.summary = string_from(object.at("summary"));
  incident.remedy = string_from(object.at("remedy"));
  incident.evidence = evidence_from(object.at("evidence"));
  incident.traces = traces_from(object);
  incident.since = time_from(object.at("since"));
  incident.last_seen = time_from(object.at("last_seen"));
  incident.opened = optional_time_from(object.at("opened"));
  incident.gone = optional_time_from(object.at("gone"));
  incident.resolved = optional_time_from(object.at("resolved"));
  return incident;
}

json::value parsed(std::string_view text) {
  return json::parse(json::string_view(text.data(), text.size()));
}

}  // namespace

json::object json_of(const Incident& incident) {
  json::object object{
      {"rule", incident.rule},
      {"target", incident.target},
      {"kind", incident.kind},
      {"backend", incident.backend},
      {"key", incident.key},
      {"service", incident.service},
      {"dedup_key", incident.dedup_key},
      {"state", name_of(incident.state)},
      {"severity", name_of(incident.severity)},
      {"summary", incident.summary},
      {"remedy", incident.remedy},
      {"evidence", json_of(incident.evidence)},
      {"since", rfc3339(incident.since)},
      {"last_seen", rfc3339(incident.last_seen)},
      {"opened", json_of(incident.opened)},
      {"gone", json_of(incident.gone)},
      {"resolved", json_of(incident.resolved)},
  };
  if (!incident.traces.empty()) object["traces"] = json_of(incident.traces);
  return object;
}

json::object json_of(const Notice& notice) {
  return {
      {"notice", name_of(notice.kind)},
      {"at", rfc3339(notice.at)},
      {"test", notice.test},
      {"incident", json_of(notice.incident)},
  };
}

std::string to_json(const Incident& incident) {
  return text_of(json_of(incident));
}

std::string to_json(const Notice& notice) {
  return text_of(json_of(notice));
}

Incident incident_from_json(std::string_view text) {
  return incident_from(parsed(text).as_object());
}

Notice notice_from_json(std::string_view text) {
  const json::value value = parsed(text);
  const json::object& object = value.as_object();
  Notice notice;
  const std::string kind = string_from(object.at("notice"));
  notice.kind = known(kind_named(kind), kind);
  notice.at = time_from(object.at("at"));
  notice.test = object.at("test").as_bool();
  notice.incident = incident_from(object.at("incident").as_object());
  return notice;
}

}  // namespace lifeguard
