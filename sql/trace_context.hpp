#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lifeguard::sql {

using TraceId = std::array<std::uint8_t, 16>;
using SpanId = std::array<std::uint8_t, 8>;

/// Lower case hex, as W3C Trace Context writes ids.
std::string hex(const TraceId&);
std::string hex(const SpanId&);

/// The caller's span, as W3C Trace Context hands it on.
struct TraceContext {
  TraceId trace_id{};
  SpanId span_id{};
  bool sampled = false;
  bool operator==(const TraceContext&) const = default;
};

/// "00-<32 hex>-<16 hex>-<flags>"; nothing for what is none, ids of zeros and version ff among it.
std::optional<TraceContext> parse_traceparent(std::string_view);

/// What the comments of a statement tell of its trace.
struct StatementTrace {
  std::optional<TraceContext> context;
  bool cut_off = false;  // its comment is incomplete: track_activity_query_size is too small for it
};

/// Reads traceparent from sqlcommenter comments and their like (unquoted key=value, marginalia's key:value)
/// anywhere in the text, but not from within strings and quoted names.
StatementTrace trace_of(std::string_view statement);

}  // namespace lifeguard::sql
