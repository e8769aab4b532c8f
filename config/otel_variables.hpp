#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "config/document.hpp"
#include "config/read.hpp"

namespace lifeguard {

/// A variable of OpenTelemetry, and the key of [otlp] that comes before it.
struct OtelVariable {
  std::string_view name, key;
  bool per_signal =
      false;  // OTEL_EXPORTER_OTLP_X is also OTEL_EXPORTER_OTLP_TRACES_X, …_LOGS_X and …_METRICS_X
};

std::span<const OtelVariable> otel_variables();

/// The variables named OTEL_… that are set, less those whose key the file has: a key that goes for all signals
/// overrules the variables of each, too.
std::map<std::string, std::string> otel_environment(const Table& document, const Environment&);

}  // namespace lifeguard
