#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "sql/trace_context.hpp"

namespace lifeguard {

enum class MetricType { gauge, counter, histogram };

/// A metric, said once: HELP and TYPE, docs/metrics.md, the naming test and the dashboards derive from it.
/// `labels` leaves out `target`, which every per-target metric carries first.
struct MetricDef {
  std::string_view name;
  std::string_view help;
  MetricType type = MetricType::gauge;
  std::vector<std::string_view> labels = {};
  bool per_target = true;
};

/// One of those that a bucket counts, and the span that tells more of it.
struct Exemplar {
  double value = 0;
  TimePoint at;
  sql::TraceId trace_id{};
  sql::SpanId span_id{};
};

/// What a histogram has counted since `since`.
struct Distribution {
  struct Bucket {
    std::uint64_t count = 0;  // in this one alone
    std::optional<Exemplar> exemplar;
  };
  std::vector<double> bounds;   // the upper one of each bucket but the last
  std::vector<Bucket> buckets;  // one more than bounds
  double sum = 0;
  TimePoint since;
};

/// One value of a metric; `labels` are the values in the order of `metric->labels`.
struct Sample {
  const MetricDef* metric;
  std::vector<std::string> labels;
  double value;
  std::shared_ptr<const Distribution> distribution = nullptr;  // of a histogram, in place of the value
};

using SamplesPtr = std::shared_ptr<const std::vector<Sample>>;

}  // namespace lifeguard
