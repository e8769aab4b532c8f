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

const MetricDef kOtlpSent{"lifeguard_otlp_sent_total",
                          "Spans, log records and metrics that the OTLP receiver took.",
                          counter,
                          {"signal"},
                          false};
const MetricDef kOtlpFailed{
    "lifeguard_otlp_failed_total", "Those that it refused, for ever.", counter, {"signal"}, false};
const MetricDef kOtlpDropped{"lifeguard_otlp_dropped_total",
                             "Those that were not sent, for there was no room for them to wait.",
                             counter,
                             {"signal"},
                             false};
const MetricDef kOtlpRetries{"lifeguard_otlp_retries_total",
                             "Requests that had no answer, or one that asks for another try.",
                             counter,
                             {"signal"},
                             false};
const MetricDef kOtlpWaiting{
    "lifeguard_otlp_queue_length", "How many wait to be sent.", gauge, {"signal"}, false};
const MetricDef kOtlpBytes{
    "lifeguard_otlp_queue_bytes", "The memory that they take, encoded.", gauge, {"signal"}, false};
const MetricDef kOtlpSuccess{"lifeguard_otlp_last_success_timestamp_seconds",
                             "When the OTLP receiver last took some, Unix time.",
                             gauge,
                             {"signal"},
                             false};

const MetricDef kCommentsCutOff{"lifeguard_trace_comments_cut_off_total",
                                "Slow queries whose trace is not known, for the server cut them off within a "
                                "comment that tells it, or may.",
                                counter};
const MetricDef kLeftAlone{"lifeguard_executions_left_alone_total",
                           "Queries that were not followed for traces, for too many ran.", counter};

const MetricDef kQueryDuration{"lifeguard_query_duration_seconds",
                               "How long the queries of clients took that took otlp.slow_after or longer, as "
                               "the looks at activity showed; "
                               "quicker ones are not counted.",
                               histogram};

double unix_seconds(TimePoint at) {
  return Seconds(at.time_since_epoch()).count();
}

void add_otlp(std::vector<Sample>& samples, const std::map<otlp::Signal, otlp::Statistics>& signals) {
  for (const auto& [signal, statistics] : signals) {
    const std::vector<std::string> labels{std::string(otlp::name_of(signal))};
    samples.push_back({&kOtlpSent, labels, static_cast<double>(statistics.sent)});
    samples.push_back({&kOtlpFailed, labels, static_cast<double>(statistics.failed)});
    samples.push_back({&kOtlpDropped, labels, static_cast<double>(statistics.dropped)});
    samples.push_back({&kOtlpRetries, labels, static_cast<double>(statistics.retries)});
    samples.push_back({&kOtlpWaiting, labels, static_cast<double>(statistics.waiting)});
    samples.push_back({&kOtlpBytes, labels, static_cast<double>(statistics.bytes)});
    if (statistics.last_success)
      samples.push_back({&kOtlpSuccess, labels, unix_seconds(*statistics.last_success)});
  }
}

}  // namespace

const std::vector<const MetricDef*>& self_metric_definitions() {
  static const std::vector<const MetricDef*> all{
      &kBuildInfo, &kAgentInfo,   &kReload,         &kLoaded,      &kLag,
      &kDurable,   &kIncidents,   &kNotifications,  &kPending,     &kOldest,
      &kOtlpSent,  &kOtlpFailed,  &kOtlpDropped,    &kOtlpRetries, &kOtlpWaiting,
      &kOtlpBytes, &kOtlpSuccess, &kCommentsCutOff, &kLeftAlone,   &kQueryDuration};
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
  add_otlp(samples, facts.otlp);
  for (const auto& [target, counts] : facts.queries) {
    samples.push_back({&kCommentsCutOff, {target}, static_cast<double>(counts.comments_cut_off)});
    samples.push_back({&kLeftAlone, {target}, static_cast<double>(counts.left_alone)});
    if (counts.durations) samples.push_back({&kQueryDuration, {target}, 0, counts.durations});
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
