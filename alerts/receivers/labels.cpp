#include "alerts/receivers/labels.hpp"

#include <boost/json.hpp>

#include "alerts/wording.hpp"

namespace lifeguard {
namespace {

// To Alertmanager an empty label is no label.
boost::json::object without_empty(std::initializer_list<std::pair<std::string_view, std::string>> pairs) {
  boost::json::object object;
  for (const auto& [name, value] : pairs) {
    if (!value.empty()) object.emplace(name, value);
  }
  return object;
}

}  // namespace

boost::json::object labels_of(const Incident& incident, Severity severity) {
  return without_empty({{"alertname", incident.rule},
                        {"severity", std::string(name_of(severity))},
                        {"service", incident.service},
                        {"target", incident.target},
                        {"backend", incident.backend},
                        {"key", incident.key}});
}

boost::json::object annotations_of(const Incident& incident) {
  std::string evidence;
  for (const Evidence& item : incident.evidence) evidence += (evidence.empty() ? "" : "\n") + one_line(item);
  const TraceRef trace = incident.traces.empty() ? TraceRef{} : incident.traces.front();
  return without_empty({{"summary", incident.summary},
                        {"remedy", incident.remedy},
                        {"evidence", evidence},
                        {"trace_id", trace.trace_id},
                        {"trace_url", trace.url}});
}

}  // namespace lifeguard
