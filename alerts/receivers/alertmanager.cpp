#include "alerts/receivers/alertmanager.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "alerts/json_text.hpp"
#include "alerts/receivers/json_post.hpp"
#include "alerts/receivers/labels.hpp"
#include "alerts/receivers/verdict.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

// Four missed repeats end an alert, as Prometheus does it.
constexpr Seconds kLife{240};

json::object alert(const Incident& incident, Severity severity, TimePoint ends) {
  // "start time must be before end time"
  const TimePoint starts = std::min(incident.since, ends - Seconds(0.001));
  return {{"labels", labels_of(incident, severity)},
          {"annotations", annotations_of(incident)},
          {"startsAt", rfc3339(starts)},
          {"endsAt", rfc3339(ends)}};
}

std::string endpoint(std::string url) {
  constexpr std::string_view kPath = "/api/v2/alerts";
  while (url.ends_with('/')) url.pop_back();
  return url.ends_with(kPath) ? url : url.append(kPath);
}

}  // namespace

AlertmanagerReceiver::AlertmanagerReceiver(std::string name, Severity min_severity, Secret url)
    : name_(std::move(name)), min_severity_(min_severity), url_(std::move(url)) {}

HttpRequest AlertmanagerReceiver::request(const Notice& notice) const {
  const Incident& incident = notice.incident;
  const bool over = notice.kind == Notice::Kind::resolved;
  const TimePoint ends = over ? incident.resolved.value_or(notice.at) : notice.at + kLife;
  json::array alerts = {alert(incident, incident.severity, ends)};
  if (notice.kind == Notice::Kind::escalated) {
    // The severity is one of the labels, so to Alertmanager the lower one is another alert, which ends here.
    for (Severity lower : {Severity::info, Severity::warning}) {
      if (lower < incident.severity) alerts.push_back(alert(incident, lower, notice.at));
    }
  }
  return json_post(endpoint(url_.read()), text_of(alerts));
}

Verdict AlertmanagerReceiver::judge(const HttpResponse& response) const {
  return verdict_by_status(response, excerpt(response.body));
}

}  // namespace lifeguard
