#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "traces/span.hpp"

// OTLP's metrics as plain values, as far as Lifeguard has them: sums and histograms are cumulative.
namespace lifeguard::otlp {

struct NumberPoint {
  traces::Attributes attributes;
  std::optional<TimePoint> start;  // of a sum: since when it counts
  TimePoint at;
  double value = 0;
};

/// A measurement that is shown beside the histogram that it went into.
struct Exemplar {
  TimePoint at;
  double value = 0;
  std::optional<traces::TraceId> trace_id;
  std::optional<traces::SpanId> span_id;
};

struct HistogramPoint {
  traces::Attributes attributes;
  TimePoint start, at;
  std::uint64_t count = 0;
  double sum = 0;
  std::vector<double> bounds;         // the upper one of each bucket but the last
  std::vector<std::uint64_t> counts;  // of each bucket by itself: one more than bounds
  std::vector<Exemplar> exemplars;
};

struct Gauge {
  std::vector<NumberPoint> points;
};
struct Sum {
  std::vector<NumberPoint> points;
  bool monotonic = true;
};
struct Histogram {
  std::vector<HistogramPoint> points;
};

struct Metric {
  std::string name, description;
  std::string unit;  // UCUM: "s", "By", "1", "{connection}"
  std::variant<Gauge, Sum, Histogram> data;
};

}  // namespace lifeguard::otlp
