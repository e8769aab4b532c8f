#include "alerts/receivers/webhook.hpp"

#include <boost/json.hpp>

#include "alerts/json_text.hpp"
#include "alerts/receivers/json_post.hpp"
#include "alerts/receivers/labels.hpp"
#include "alerts/receivers/standard_webhooks.hpp"
#include "alerts/receivers/verdict.hpp"

namespace lifeguard {
namespace {

namespace json = boost::json;

constexpr std::string_view kNotOver = "0001-01-01T00:00:00Z";

std::string fingerprint(const Incident& incident) {
  const std::size_t slash = incident.dedup_key.find('/');
  return incident.dedup_key.substr(slash == std::string::npos ? 0 : slash + 1, 16);
}

json::object body_of(const Notice& notice, const std::string& receiver) {
  const Incident& incident = notice.incident;
  const bool over = notice.kind == Notice::Kind::resolved;
  const std::string_view status = over ? "resolved" : "firing";
  const json::object labels = labels_of(incident, incident.severity);
  const json::object annotations = annotations_of(incident);
  const json::object alert = {
      {"status", status},
      {"labels", labels},
      {"annotations", annotations},
      {"startsAt", rfc3339(incident.since)},
      {"endsAt", over ? rfc3339(incident.resolved.value_or(notice.at)) : std::string(kNotOver)},
      {"generatorURL", ""},
      {"fingerprint", fingerprint(incident)},
  };
  const json::object group = {{"alertname", incident.rule}};
  return {
      {"receiver", receiver},
      {"status", status},
      {"alerts", json::array{alert}},
      {"groupLabels", group},
      {"commonLabels", labels},
      {"commonAnnotations", annotations},
      {"externalURL", ""},
      {"version", "4"},
      {"groupKey", "{}:{alertname=\"" + incident.rule + "\"}"},
      {"truncatedAlerts", 0},
  };
}

std::string unix_time(TimePoint at) {
  return std::to_string(std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count());
}

std::string identity(const Notice& notice) {
  return notice.incident.dedup_key + "\n" + std::string(name_of(notice.kind)) + "\n" + rfc3339(notice.at);
}

}  // namespace

WebhookReceiver::WebhookReceiver(std::string name, Severity min_severity, Secret url, Secret secret,
                                 Clock clock)
    : name_(std::move(name)),
      min_severity_(min_severity),
      url_(std::move(url)),
      secret_(std::move(secret)),
      clock_(std::move(clock)) {}

HttpRequest WebhookReceiver::request(const Notice& notice) const {
  HttpRequest request = json_post(url_.read(), text_of(body_of(notice, name_)));
  const std::string id = standard_webhooks::message_id(identity(notice));
  const std::string timestamp = unix_time(clock_());
  request.headers.emplace_back("webhook-id", id);
  request.headers.emplace_back("webhook-timestamp", timestamp);
  if (!secret_.empty()) {
    const std::string signature = standard_webhooks::signature(secret_.read(), id, timestamp, request.body);
    request.headers.emplace_back("webhook-signature", signature);
  }
  return request;
}

Verdict WebhookReceiver::judge(const HttpResponse& response) const {
  return verdict_by_status(response, excerpt(response.body));
}

}  // namespace lifeguard
