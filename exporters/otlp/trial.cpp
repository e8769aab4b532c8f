#include "exporters/otlp/trial.hpp"

#include <random>

#include "exporters/otlp/encode.hpp"

namespace lifeguard::otlp {
namespace {

constexpr const char* kName = "lifeguard check";

// Never all zeros, which would be no id.
template <class Id>
Id random_id() {
  std::random_device random;
  Id id{};
  for (auto& byte : id) byte = static_cast<std::uint8_t>(random());
  id.back() |= 1;
  return id;
}

traces::Span span_at(TimePoint now) {
  traces::Span span;
  span.trace_id = random_id<traces::TraceId>();
  span.span_id = random_id<traces::SpanId>();
  span.name = kName;
  span.start = span.end = now;
  return span;
}

traces::LogRecord record_at(TimePoint now) {
  traces::LogRecord record;
  record.at = record.observed = now;
  record.event_name = "lifeguard.check";
  record.body = "Somebody ran lifeguard check: log records arrive.";
  return record;
}

Metric metric_at(TimePoint now) {
  const traces::Attributes version{{"version", std::string(LIFEGUARD_VERSION)}};
  return {"lifeguard_build_info", "Always 1; the version is an attribute.", "1",
          Gauge{{{version, {}, now, 1}}}};
}

}  // namespace

std::vector<Item> trial(Signal signal, Encoding encoding, TimePoint now) {
  switch (signal) {
    case Signal::traces:
      return {{"", encode(encoding, span_at(now))}};
    case Signal::logs:
      return {{"", encode(encoding, record_at(now))}};
    case Signal::metrics:
      return {{"", encode(encoding, metric_at(now))}};
  }
  return {};
}

std::string_view trial_in_words(Signal signal) {
  switch (signal) {
    case Signal::traces:
      return "a span named lifeguard check";
    case Signal::logs:
      return "a log record named lifeguard.check";
    case Signal::metrics:
      return "lifeguard_build_info";
  }
  return "";
}

}  // namespace lifeguard::otlp
