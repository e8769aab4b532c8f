#pragma once

#include "exporters/otlp/metric.hpp"
#include "traces/span.hpp"

namespace lifeguard::test {

inline TimePoint micros(std::int64_t count) {
  return TimePoint(std::chrono::microseconds(count));
}

inline constexpr traces::TraceId kTrace{0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd,
                                        0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c};
inline constexpr traces::SpanId kParent{0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31};
inline constexpr traces::SpanId kSpan{0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7};

/// One with everything in it that a span may have.
inline traces::Span a_span() {
  traces::Span span;
  span.service = "postgresql";
  span.trace_id = kTrace;
  span.span_id = kSpan;
  span.parent = kParent;
  span.parent_is_remote = true;
  span.name = "SELECT orders";
  span.kind = traces::SpanKind::server;
  span.start = micros(1'795'285'000'000'001);
  span.end = micros(1'795'285'002'500'000);
  span.attributes = {{"db.query.text", std::string("select \"a\"")},
                     {"waited", true},
                     {"pid", std::int64_t{-4711}},
                     {"share", 0.25},
                     {"pids", std::vector<std::string>{"1", "2"}}};
  span.events = {{micros(1'795'285'001'000'000), "blocked", {{"by", std::int64_t{12}}}}};
  span.links = {{kTrace, kParent, {{"why", std::string("blocks")}}}};
  span.error = "canceled";
  return span;
}

inline traces::LogRecord a_record() {
  traces::LogRecord record;
  record.at = micros(1'795'285'000'000'001);
  record.observed = micros(1'795'285'000'500'000);
  record.severity = traces::LogSeverity::error;
  record.event_name = "lifeguard.incident.opened";
  record.body = "3 sessions wait.";
  record.attributes = {{"lifeguard.rule", std::string("blocked_sessions")}};
  record.trace_id = kTrace;
  record.span_id = kSpan;
  return record;
}

}  // namespace lifeguard::test
