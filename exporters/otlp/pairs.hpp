#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lifeguard::otlp {

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// "name=value,name=value", values percent-encoded: how OTEL_EXPORTER_OTLP_HEADERS and OTEL_RESOURCE_ATTRIBUTES
/// are written. What is no such pair is left out.
Pairs pairs_from(std::string_view);

/// True when nothing had to be left out.
bool are_pairs(std::string_view);

}  // namespace lifeguard::otlp
