#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.hpp"
#include "sql/trace_context.hpp"

// What is told to a tracing backend, as plain values. The exporter alone knows how it is written.
namespace lifeguard::traces {

using sql::SpanId;
using sql::TraceId;

struct Attribute {
  std::string key;
  std::variant<std::string, bool, std::int64_t, double, std::vector<std::string>> value;
  bool operator==(const Attribute&) const = default;
};
using Attributes = std::vector<Attribute>;

/// OTLP's numbers.
enum class SpanKind { internal = 1, server = 2, client = 3 };

struct SpanEvent {
  TimePoint at;
  std::string name;
  Attributes attributes;
};

struct SpanLink {
  TraceId trace_id{};
  SpanId span_id{};
  Attributes attributes;
};

struct Span {
  std::string service;  // service.name of its resource: "postgresql"; empty: the agent itself
  TraceId trace_id{};
  SpanId span_id{};
  std::optional<SpanId> parent;   // absent: the root of its trace
  bool parent_is_remote = false;  // the parent is the app's
  std::string name;
  SpanKind kind = SpanKind::internal;
  TimePoint start, end;
  Attributes attributes;
  std::vector<SpanEvent> events;
  std::vector<SpanLink> links;
  std::string error;  // status ERROR with this message; empty: unset
};

/// OTLP's numbers.
enum class LogSeverity { info = 9, warn = 13, error = 17 };

struct LogRecord {
  TimePoint at, observed;
  LogSeverity severity = LogSeverity::info;
  std::string event_name;  // "lifeguard.incident.opened"
  std::string body;        // one sentence
  Attributes attributes;
  std::optional<TraceId> trace_id;
  std::optional<SpanId> span_id;
};

}  // namespace lifeguard::traces
