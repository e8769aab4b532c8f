#pragma once

#include <optional>
#include <string>
#include <vector>

#include "traces/execution.hpp"
#include "traces/server_clock.hpp"
#include "traces/span.hpp"

namespace lifeguard::traces {

/// Where an execution ran.
struct Place {
  std::string target;
  std::string backend;  // the same from every agent: "postgres/7412…"
  std::string address;  // the server's own "10.0.0.7:5432"; empty on a unix socket
};

Seconds length_of(const Execution&);

/// A span by its ids.
struct SpanRef {
  TraceId trace_id{};
  SpanId span_id{};
};

/// Where the span of an execution is, or will be: in its caller's trace, or in one of its own. Nothing when
/// its caller is not sampled.
std::optional<SpanRef> place_in_trace(const Execution&, const Place&);

/// Its caller's span, when that is sampled and surely the caller's.
std::optional<SpanRef> caller_of(const Execution&);

/// The execution as a span of the server, a child of its caller's, and after it a span for each wait. None when
/// its caller is not sampled. Without a caller it is the root of a trace of its own.
std::vector<Span> spans_of(const Execution&, const Place&, const ServerClock&);

}  // namespace lifeguard::traces
