#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/since_when.hpp"
#include "collectors/sample.hpp"
#include "collectors/snapshot.hpp"
#include "exporters/otlp/metric.hpp"

namespace lifeguard {

/// What /metrics tells, for OTLP: under the same names, `_total` and units too, as the rules for telling
/// Prometheus's metrics over OTLP ask for; back in a Prometheus they are the same series. Pools are told by
/// OpenTelemetry's own names too: db.client.connection.count, …max, …pending_requests and …timeouts.
class OtlpMetrics {
 public:
  std::vector<otlp::Metric> of(const std::vector<SnapshotPtr>& latest, const std::vector<Sample>& own,
                               TimePoint now);

 private:
  SinceWhen since_;
};

/// UCUM's name of what the end of a metric's name says: "s", "By", "1", or nothing.
std::string unit_of(std::string_view metric);

}  // namespace lifeguard
