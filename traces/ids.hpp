#pragma once

#include <string_view>

#include "traces/span.hpp"

namespace lifeguard::traces {

/// The same id for the same thing from every agent that sees it, so that a backend keeps it once. Never zeros.
TraceId trace_id_of(std::string_view thing);
SpanId span_id_of(std::string_view thing);

}  // namespace lifeguard::traces
