#include "alerts/receivers.hpp"

#include <set>

#include "alerts/receivers/alertmanager.hpp"
#include "alerts/receivers/pagerduty.hpp"
#include "alerts/receivers/slack.hpp"
#include "alerts/receivers/webhook.hpp"

namespace lifeguard {
namespace {

/// Gives each receiver the name under which its notices are kept: "slack", "slack/team", and "slack/2" for a
/// second one that would have the same.
class Names {
 public:
  std::string next(const std::string& kind, const std::string& name) {
    const std::string wanted = name.empty() ? kind : kind + "/" + name;
    std::string given = wanted;
    for (int n = 2; !taken_.insert(given).second; ++n) given = wanted + "/" + std::to_string(n);
    return given;
  }

 private:
  std::set<std::string> taken_;
};

template <class Entry>
Severity least(const Entry& entry) {
  return severity_named(entry.min_severity).value_or(Severity::warning);
}

}  // namespace

std::vector<std::unique_ptr<Receiver>> make_receivers(const Config& config) {
  Names names;
  std::vector<std::unique_ptr<Receiver>> all;
  for (const SlackConfig& entry : config.slack) {
    const std::string name = names.next("slack", entry.name);
    all.push_back(std::make_unique<SlackReceiver>(name, least(entry), entry.webhook_url));
  }
  for (const PagerDutyConfig& entry : config.pagerduty) {
    const std::string name = names.next("pagerduty", entry.name);
    all.push_back(std::make_unique<PagerDutyReceiver>(name, least(entry), entry.routing_key, entry.url));
  }
  for (const AlertmanagerConfig& entry : config.alertmanager) {
    const std::string name = names.next("alertmanager", entry.name);
    all.push_back(std::make_unique<AlertmanagerReceiver>(name, least(entry), entry.url));
  }
  for (const WebhookConfig& entry : config.webhook) {
    const std::string name = names.next("webhook", entry.name);
    all.push_back(std::make_unique<WebhookReceiver>(name, least(entry), entry.url, entry.secret));
  }
  return all;
}

}  // namespace lifeguard
