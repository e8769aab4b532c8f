#include "agent/self_metrics.hpp"

#include <algorithm>
#include <tuple>

#include "alerts/leaks/leaked_connections.hpp"
#include "collectors/kinds.hpp"
#include "exporters/collection_metrics.hpp"

namespace lifeguard {
namespace {

using enum MetricType;

const MetricDef kBuildInfo{
    "lifeguard_build_info", "Always 1; the version is a label.", gauge, {"version"}, false};
const MetricDef kAgentInfo{"lifeguard_agent_info",
                           "1, with the app that the agent stands beside (agent.service).",
                           gauge,
                           {"service"},
                           false};
const MetricDef kReload{"lifeguard_config_reload_success",
                        "0 while a config that was refused waits to be mended.",
                        gauge,
                        {},
                        false};
const MetricDef kLoaded{"lifeguard_config_last_reload_success_timestamp_seconds",
                        "When the config in force was read, Unix time.",
                        gauge,
                        {},
                        false};
const MetricDef kLag{"lifeguard_loop_lag_seconds",
                     "How late the event loop was at worst in the last ten seconds.",
                     gauge,
                     {},
                     false};
const MetricDef kDurable{
    "lifeguard_state_durable",
    "1 when incidents and undelivered alerts outlive a restart, 0 when they are in memory only.",
    gauge,
    {},
    false};
const MetricDef kIncidents{
    "lifeguard_incidents",
    "Incidents that were told and are not over, those among them that cannot be looked at included.",
    gauge,
    {"rule", "severity"}};
const MetricDef kNotifications{"lifeguard_notifications_total",
                               "Attempts to tell a receiver, by outcome.",
                               counter,
                               {"receiver", "outcome"},
                               false};
const MetricDef kPending{"lifeguard_outbox_pending", "Notices not delivered yet.", gauge, {"receiver"}, false};
const MetricDef kOldest{
    "lifeguard_outbox_oldest_age_seconds", "Age of the oldest of them.", gauge, {"receiver"}, false};

double unix_seconds(TimePoint at) {
  return Seconds(at.time_since_epoch()).count();
}

}  // namespace

const std::vector<const MetricDef*>& self_metric_definitions() {
  static const std::vector<const MetricDef*> all{&kBuildInfo, &kAgentInfo, &kReload,    &kLoaded,
                                                 &kLag,       &kDurable,   &kIncidents, &kNotifications,
                                                 &kPending,   &kOldest};
  return all;
}

std::vector<Sample> samples_from(const AgentFacts& facts) {
  std::vector<Sample> samples;
  samples.push_back({&kBuildInfo, {LIFEGUARD_VERSION}, 1});
  samples.push_back({&kAgentInfo, {facts.service}, 1});
  samples.push_back({&kReload, {}, facts.config_reload_success ? 1.0 : 0.0});
  samples.push_back({&kLoaded, {}, unix_seconds(facts.config_loaded)});
  samples.push_back({&kLag, {}, facts.loop_lag.count()});
  samples.push_back({&kDurable, {}, facts.state_durable ? 1.0 : 0.0});

  std::map<std::tuple<std::string, std::string, std::string>, int> firing;
  for (const Incident& incident : facts.open_incidents) {
    if (!incident.opened) continue;
    ++firing[{incident.target, incident.rule, std::string(name_of(incident.severity))}];
  }
  for (const auto& [labels, count] : firing) {
    const auto& [target, rule, severity] = labels;
    samples.push_back({&kIncidents, {target, rule, severity}, static_cast<double>(count)});
  }
  for (const auto& [receiver, statistics] : facts.deliveries) {
    for (const auto& [outcome, count] : statistics.outcomes) {
      samples.push_back({&kNotifications, {receiver, outcome}, static_cast<double>(count)});
    }
    samples.push_back({&kPending, {receiver}, static_cast<double>(statistics.pending)});
    samples.push_back({&kOldest, {receiver}, statistics.oldest_age.count()});
  }
  return samples;
}

std::vector<const MetricDef*> all_metrics() {
  std::vector<const MetricDef*> all = collector_metrics();
  for (const auto* more : {&collection_metric_definitions(), &self_metric_definitions()}) {
    all.insert(all.end(), more->begin(), more->end());
  }
  all.push_back(&leaks::leaked_connections_metric());
  std::sort(all.begin(), all.end(), [](const MetricDef* a, const MetricDef* b) { return a->name < b->name; });
  return all;
}

}  // namespace lifeguard
