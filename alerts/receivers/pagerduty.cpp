#include "alerts/receivers/pagerduty.hpp"

#include <boost/json.hpp>

#include "alerts/json_text.hpp"
#include "alerts/receivers/json_post.hpp"
#include "alerts/receivers/verdict.hpp"
#include "alerts/wording.hpp"
#include "base/utf8.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

// Events API v2: https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
constexpr std::size_t kMaxSummary = 1024;
constexpr std::size_t kMaxEvent = 512'000;
constexpr std::size_t kMaxRemedy = 20'000;  // ours, so that an event without its evidence always fits
constexpr std::size_t kMaxName = 1024;      // likewise
constexpr std::string_view kNoEvidence = "left out: the event would be larger than PagerDuty's 512,000 bytes";

std::string_view severity_of(const Incident& incident) {
  switch (incident.severity) {
    case Severity::critical:
      return "critical";
    case Severity::warning:
      return "warning";
    default:
      return "info";
  }
}

json::array lines_of(const std::vector<Evidence>& evidence) {
  json::array lines;
  for (const Evidence& item : evidence) lines.emplace_back(one_line(item));
  return lines;
}

json::array links_to(const std::vector<TraceRef>& traces) {
  json::array links;
  for (const TraceRef& trace : traces) {
    if (!trace.url.empty()) links.push_back({{"href", trace.url}, {"text", "trace of " + trace.of}});
  }
  return links;
}

json::object payload(const Notice& notice) {
  const Incident& incident = notice.incident;
  const auto name = [](const std::string& text) { return cut_utf8(text, kMaxName); };
  json::object details = {
      {"where", name(where(incident))},
      {"since", since_when(notice)},
      {"evidence", lines_of(incident.evidence)},
      {"remedy", cut_utf8(incident.remedy, kMaxRemedy)},
  };
  if (!incident.traces.empty()) details["trace_id"] = incident.traces.front().trace_id;
  return {
      {"summary", cut_utf8(headline(notice) + ": " + incident.summary, kMaxSummary)},
      {"source", name(incident.backend.empty() ? incident.target : incident.backend)},
      {"severity", severity_of(incident)},
      {"timestamp", rfc3339(incident.since)},
      {"component", name(incident.target)},
      {"group", name(incident.service)},
      {"class", name(incident.rule)},
      {"custom_details", std::move(details)},
  };
}

/// "Event object is invalid: Length of 'routing_key' is incorrect" out of {"message": …, "errors": […]}.
std::string message_in(const std::string& body) {
  boost::system::error_code error;
  const json::value answer = json::parse(body, error);
  const json::object* object = error ? nullptr : answer.if_object();
  const json::value* message = object ? object->if_contains("message") : nullptr;
  if (!message || !message->is_string()) return excerpt(body);
  std::string text(message->get_string().c_str());
  const json::value* errors = object->if_contains("errors");
  if (errors && errors->is_array()) {
    for (const json::value& item : errors->get_array()) {
      if (item.is_string()) text.append(": ").append(item.get_string().c_str());
    }
  }
  return excerpt(text);
}

}  // namespace

PagerDutyReceiver::PagerDutyReceiver(std::string name, Severity min_severity, Secret routing_key,
                                     std::string url)
    : name_(std::move(name)),
      min_severity_(min_severity),
      routing_key_(std::move(routing_key)),
      url_(std::move(url)) {}

HttpRequest PagerDutyReceiver::request(const Notice& notice) const {
  const bool over = notice.kind == Notice::Kind::resolved;
  json::object event = {
      {"routing_key", routing_key_.read()},
      {"event_action", over ? "resolve" : "trigger"},
      {"dedup_key", notice.incident.dedup_key},
      {"client", "lifeguard"},
  };
  if (!over) {
    event["payload"] = payload(notice);
    if (json::array links = links_to(notice.incident.traces); !links.empty()) event["links"] = std::move(links);
  }
  std::string body = text_of(event);
  if (body.size() > kMaxEvent) {
    event["payload"].as_object()["custom_details"].as_object()["evidence"] = kNoEvidence;
    body = text_of(event);
  }
  return json_post(url_, std::move(body));
}

Verdict PagerDutyReceiver::judge(const HttpResponse& response) const {
  return verdict_by_status(response, message_in(response.body));
}

}  // namespace lifeguard
