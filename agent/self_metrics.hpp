#pragma once

#include <map>
#include <string>
#include <vector>

#include "alerts/incident.hpp"
#include "alerts/outbox.hpp"
#include "collectors/sample.hpp"
#include "exporters/otlp/signal.hpp"
#include "exporters/otlp/statistics.hpp"
#include "traces/observed_queries.hpp"

namespace lifeguard {

/// What the agent knows of itself.
struct AgentFacts {
  std::string service;  // the app it stands beside
  bool config_reload_success = true;
  TimePoint config_loaded;
  Seconds loop_lag{};
  bool state_durable = true;
  std::vector<Incident> open_incidents;
  std::map<std::string, DeliveryStatistics> deliveries;
  std::map<otlp::Signal, otlp::Statistics> otlp;                   // of those that are sent
  std::map<std::string, traces::ObservedQueries::Counts> queries;  // by target
};

const std::vector<const MetricDef*>& self_metric_definitions();

/// Every metric that Lifeguard can export, for the catalogue and the checks.
std::vector<const MetricDef*> all_metrics();

std::vector<Sample> samples_from(const AgentFacts&);

}  // namespace lifeguard
