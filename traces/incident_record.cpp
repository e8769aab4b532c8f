#include "traces/incident_record.hpp"

#include <utility>

#include "traces/attributes.hpp"

namespace lifeguard::traces {
namespace {

LogSeverity severity_of(const Notice& notice) {
  if (notice.kind == Notice::Kind::resolved) return LogSeverity::info;
  switch (notice.incident.severity) {
    case Severity::critical:
      return LogSeverity::error;
    case Severity::warning:
      return LogSeverity::warn;
    case Severity::info:
    case Severity::none:
      return LogSeverity::info;
  }
  return LogSeverity::info;
}

// "pid 4242, state idle in transaction"
std::string in_words(const Evidence& row) {
  std::string words;
  for (const auto& [label, value] : row) words += (words.empty() ? "" : ", ") + label + ' ' + value;
  return words;
}

std::string body_of(const Notice& notice) {
  const Incident& incident = notice.incident;
  const bool over = notice.kind == Notice::Kind::resolved;
  return std::string(name_of(notice.kind)) + ' ' + incident.rule + " on " + incident.target +
         (over ? ", it was: " : ": ") + incident.summary;
}

void point_at(const TraceRef& trace, LogRecord& record) {
  const auto span = sql::parse_traceparent("00-" + trace.trace_id + '-' + trace.span_id + "-01");
  if (!span) return;
  record.trace_id = span->trace_id;
  record.span_id = span->span_id;
}

}  // namespace

LogRecord record_of(const Notice& notice) {
  const Incident& incident = notice.incident;
  LogRecord record;
  record.at = record.observed = notice.at;
  record.severity = severity_of(notice);
  record.event_name = "lifeguard.incident." + std::string(name_of(notice.kind));
  record.body = body_of(notice);
  if (!incident.traces.empty()) point_at(incident.traces.front(), record);

  AttributeBuilder add(record.attributes);
  add.text("lifeguard.incident.rule", incident.rule);
  add.text("lifeguard.incident.severity", name_of(incident.severity));
  add.text("lifeguard.incident.summary", incident.summary);
  add.text("lifeguard.incident.key", incident.key);
  add.text("lifeguard.incident.dedup_key", incident.dedup_key);
  add.text("lifeguard.incident.since", rfc3339(incident.since));
  if (incident.resolved) add.text("lifeguard.incident.resolved", rfc3339(*incident.resolved));
  std::vector<std::string> evidence;
  for (const Evidence& row : incident.evidence) evidence.push_back(in_words(row));
  add.list("lifeguard.incident.evidence", std::move(evidence));
  add.text("lifeguard.incident.remedy", incident.remedy);
  add.text("lifeguard.target", incident.target);
  add.text("lifeguard.kind", incident.kind);
  add.text("lifeguard.backend", incident.backend);
  return record;
}

}  // namespace lifeguard::traces
