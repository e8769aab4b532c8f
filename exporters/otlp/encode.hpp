#pragma once

#include <string>
#include <vector>

#include "exporters/otlp/metric.hpp"
#include "exporters/otlp/signal.hpp"
#include "traces/span.hpp"

namespace lifeguard::otlp {

/// One span, log record or metric as OTLP writes it.
std::string encode(Encoding, const traces::Span&);
std::string encode(Encoding, const traces::LogRecord&);
std::string encode(Encoding, const Metric&);

/// What one resource tells: its spans, records or metrics, encoded.
struct ResourcePart {
  traces::Attributes resource;
  std::vector<std::string_view> encoded;
};

/// The body of a request: Export(Trace|Logs|Metrics)ServiceRequest.
std::string envelope(Encoding, Signal, const std::vector<ResourcePart>&);

std::string_view content_type(Encoding);

}  // namespace lifeguard::otlp
