#include "collectors/postgres/waits/metrics.hpp"

namespace lifeguard::postgres {
namespace {

using enum MetricType;

const MetricDef kWaits{"lifeguard_pg_wait_seconds_total",
                       "Seconds that active sessions of clients spent waiting for an event, or at work "
                       "(wait_event_type=\"CPU\"), as the samples add up; the hundred busiest events, and the "
                       "rest of each type as \"other\".",
                       counter,
                       {"wait_event_type", "wait_event"}};
const MetricDef kApplicationWaits{"lifeguard_pg_application_wait_seconds_total",
                                  "The same seconds by application and type of event; the busiest 170 pairs, "
                                  "and the rest of each type as \"other\".",
                                  counter,
                                  {"application", "wait_event_type"}};
const MetricDef kUnobserved{"lifeguard_pg_wait_unobserved_seconds_total",
                            "Time between samples too far apart to say what sessions did meanwhile.", counter};
const MetricDef kSlowQueries{"lifeguard_slow_queries_total",
                             "Executions seen to run for rules.slow_query.warning or longer and not to wait "
                             "for a lock, each counted once.",
                             counter};

}  // namespace

const std::vector<const MetricDef*>& wait_metrics() {
  static const std::vector<const MetricDef*> all{&kWaits, &kApplicationWaits, &kUnobserved, &kSlowQueries};
  return all;
}

std::vector<Sample> wait_samples(const Waits& waits) {
  std::vector<Sample> samples;
  samples.push_back({&kUnobserved, {}, waits.unobserved.count()});
  samples.push_back({&kSlowQueries, {}, static_cast<double>(waits.slow_executions)});
  if (!waits.totals) return samples;
  for (const auto& [type_and_event, seconds] : waits.totals->by_event) {
    samples.push_back({&kWaits, {type_and_event.first, type_and_event.second}, seconds});
  }
  for (const auto& [type_and_application, seconds] : waits.totals->by_application) {
    samples.push_back({&kApplicationWaits, {type_and_application.second, type_and_application.first}, seconds});
  }
  return samples;
}

}  // namespace lifeguard::postgres
