#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "exporters/otlp/encode.hpp"
#include "exporters/otlp/field.hpp"
#include "exporters/otlp/metric.hpp"
#include "traces/span.hpp"

// Every message of opentelemetry-proto that is sent, once, as far as it is used. A Writer is a ProtobufWriter
// or a JsonWriter.
namespace lifeguard::otlp {

inline std::uint64_t unix_nanos(TimePoint at) {
  const std::int64_t micros = at.time_since_epoch().count();
  return static_cast<std::uint64_t>(std::max<std::int64_t>(micros, 0)) * 1000;
}

// Flags of a span and a link: what is sent was sampled, and it is known whether the parent is another
// process's.
inline constexpr std::uint32_t kSampled = 0x01, kRemoteIsKnown = 0x100, kIsRemote = 0x200;
inline constexpr std::uint32_t kStatusError = 2, kCumulative = 2;

template <class Writer>
struct ValueWriter {
  Writer& to;
  void operator()(const std::string& text) { to.text_as_is({1, "stringValue"}, text); }
  void operator()(bool truth) { to.truth_as_is({2, "boolValue"}, truth); }
  void operator()(std::int64_t number) { to.integer_as_is({3, "intValue"}, number); }
  void operator()(double number) { to.real_as_is({4, "doubleValue"}, number); }
  void operator()(const std::vector<std::string>& texts) {
    to.message({5, "arrayValue"}, [&](auto& array) {
      array.list({1, "values"}, texts, [](auto& value, const std::string& text) {
        value.text_as_is({1, "stringValue"}, text);
      });
    });
  }
};

template <class Writer>
void write_attributes(Writer& to, Field field, const traces::Attributes& attributes) {
  to.list(field, attributes, [](auto& pair, const traces::Attribute& attribute) {
    pair.text({1, "key"}, attribute.key);
    pair.message({2, "value"}, [&](auto& value) { std::visit(ValueWriter{value}, attribute.value); });
  });
}

template <class Writer>
void write(Writer& to, const traces::Span& span) {
  to.bytes({1, "traceId"}, span.trace_id);
  to.bytes({2, "spanId"}, span.span_id);
  if (span.parent) to.bytes({4, "parentSpanId"}, *span.parent);
  to.text({5, "name"}, span.name);
  to.number({6, "kind"}, static_cast<std::uint32_t>(span.kind));
  to.fixed64({7, "startTimeUnixNano"}, unix_nanos(span.start));
  to.fixed64({8, "endTimeUnixNano"}, unix_nanos(span.end));
  write_attributes(to, {9, "attributes"}, span.attributes);
  to.list({11, "events"}, span.events, [](auto& event, const traces::SpanEvent& happened) {
    event.fixed64({1, "timeUnixNano"}, unix_nanos(happened.at));
    event.text({2, "name"}, happened.name);
    write_attributes(event, {3, "attributes"}, happened.attributes);
  });
  to.list({13, "links"}, span.links, [](auto& link, const traces::SpanLink& other) {
    link.bytes({1, "traceId"}, other.trace_id);
    link.bytes({2, "spanId"}, other.span_id);
    write_attributes(link, {4, "attributes"}, other.attributes);
    link.fixed32({6, "flags"}, kSampled | kRemoteIsKnown | kIsRemote);
  });
  if (!span.error.empty()) {
    to.message({15, "status"}, [&](auto& status) {
      status.text({2, "message"}, span.error);
      status.number({3, "code"}, kStatusError);
    });
  }
  to.fixed32({16, "flags"}, kSampled | kRemoteIsKnown | (span.parent_is_remote ? kIsRemote : 0));
}

inline std::string_view severity_text(traces::LogSeverity severity) {
  return severity == traces::LogSeverity::error  ? "ERROR"
         : severity == traces::LogSeverity::warn ? "WARN"
                                                 : "INFO";
}

template <class Writer>
void write(Writer& to, const traces::LogRecord& record) {
  to.fixed64({1, "timeUnixNano"}, unix_nanos(record.at));
  to.number({2, "severityNumber"}, static_cast<std::uint32_t>(record.severity));
  to.text({3, "severityText"}, severity_text(record.severity));
  to.message({5, "body"}, [&](auto& body) { body.text_as_is({1, "stringValue"}, record.body); });
  write_attributes(to, {6, "attributes"}, record.attributes);
  if (record.trace_id) {
    to.fixed32({8, "flags"}, kSampled);
    to.bytes({9, "traceId"}, *record.trace_id);
  }
  if (record.span_id) to.bytes({10, "spanId"}, *record.span_id);
  to.fixed64({11, "observedTimeUnixNano"}, unix_nanos(record.observed));
  to.text({12, "eventName"}, record.event_name);
}

template <class Writer>
void write_exemplars(Writer& to, Field field, const std::vector<Exemplar>& exemplars) {
  to.list(field, exemplars, [](auto& exemplar, const Exemplar& shown) {
    exemplar.fixed64({2, "timeUnixNano"}, unix_nanos(shown.at));
    exemplar.real_as_is({3, "asDouble"}, shown.value);
    if (shown.span_id) exemplar.bytes({4, "spanId"}, *shown.span_id);
    if (shown.trace_id) exemplar.bytes({5, "traceId"}, *shown.trace_id);
  });
}

template <class Writer>
void write_points(Writer& to, const std::vector<NumberPoint>& points) {
  to.list({1, "dataPoints"}, points, [](auto& point, const NumberPoint& measured) {
    if (measured.start) point.fixed64({2, "startTimeUnixNano"}, unix_nanos(*measured.start));
    point.fixed64({3, "timeUnixNano"}, unix_nanos(measured.at));
    point.real_as_is({4, "asDouble"}, measured.value);
    write_attributes(point, {7, "attributes"}, measured.attributes);
  });
}

template <class Writer>
void write_points(Writer& to, const std::vector<HistogramPoint>& points) {
  to.list({1, "dataPoints"}, points, [](auto& point, const HistogramPoint& measured) {
    point.fixed64({2, "startTimeUnixNano"}, unix_nanos(measured.start));
    point.fixed64({3, "timeUnixNano"}, unix_nanos(measured.at));
    point.fixed64({4, "count"}, measured.count);
    point.real_as_is({5, "sum"}, measured.sum);
    point.packed({6, "bucketCounts"}, measured.counts);
    point.packed({7, "explicitBounds"}, measured.bounds);
    write_exemplars(point, {8, "exemplars"}, measured.exemplars);
    write_attributes(point, {9, "attributes"}, measured.attributes);
  });
}

template <class Writer>
struct DataWriter {
  Writer& to;
  void operator()(const Gauge& gauge) {
    to.message({5, "gauge"}, [&](auto& data) { write_points(data, gauge.points); });
  }
  void operator()(const Sum& sum) {
    to.message({7, "sum"}, [&](auto& data) {
      write_points(data, sum.points);
      data.number({2, "aggregationTemporality"}, kCumulative);
      if (sum.monotonic) data.truth_as_is({3, "isMonotonic"}, true);
    });
  }
  void operator()(const Histogram& histogram) {
    to.message({9, "histogram"}, [&](auto& data) {
      write_points(data, histogram.points);
      data.number({2, "aggregationTemporality"}, kCumulative);
    });
  }
};

template <class Writer>
void write(Writer& to, const Metric& metric) {
  to.text({1, "name"}, metric.name);
  to.text({2, "description"}, metric.description);
  to.text({3, "unit"}, metric.unit);
  std::visit(DataWriter<Writer>{to}, metric.data);
}

/// The names that differ from signal to signal; the numbers do not.
struct EnvelopeNames {
  std::string_view resources, scopes, elements;
};

/// ExportTraceServiceRequest, or that of the other signals.
template <class Writer>
void write_envelope(Writer& to, const EnvelopeNames& names, std::string_view version,
                    const std::vector<ResourcePart>& parts) {
  to.list({1, names.resources}, parts, [&](auto& of_resource, const ResourcePart& part) {
    of_resource.message({1, "resource"}, [&](auto& resource) {
      write_attributes(resource, {1, "attributes"}, part.resource);
    });
    of_resource.list({2, names.scopes}, std::array{&part}, [&](auto& of_scope, const ResourcePart*) {
      of_scope.message({1, "scope"}, [&](auto& scope) {
        scope.text({1, "name"}, "lifeguard");
        scope.text({2, "version"}, version);
      });
      of_scope.written({2, names.elements}, part.encoded);
    });
  });
}

}  // namespace lifeguard::otlp
