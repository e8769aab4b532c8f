#include "config/otel_variables.hpp"

#include <algorithm>
#include <array>

namespace lifeguard {
namespace {

constexpr std::string_view kExporter = "OTEL_EXPORTER_OTLP_";

constexpr auto kVariables = std::to_array<OtelVariable>({
    {"OTEL_EXPORTER_OTLP_ENDPOINT", "endpoint", true},
    {"OTEL_EXPORTER_OTLP_HEADERS", "headers", true},
    {"OTEL_EXPORTER_OTLP_PROTOCOL", "protocol", true},
    {"OTEL_EXPORTER_OTLP_COMPRESSION", "compression", true},
    {"OTEL_EXPORTER_OTLP_TIMEOUT", "timeout", true},
    {"OTEL_EXPORTER_OTLP_CERTIFICATE", "certificate", true},
    {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", "client_certificate", true},
    {"OTEL_EXPORTER_OTLP_CLIENT_KEY", "client_key", true},
    {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "traces_endpoint"},
    {"OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "logs_endpoint"},
    {"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "metrics_endpoint"},
    {"OTEL_TRACES_EXPORTER", "traces"},
    {"OTEL_LOGS_EXPORTER", "logs"},
    {"OTEL_METRICS_EXPORTER", "metrics"},
    {"OTEL_BSP_MAX_QUEUE_SIZE", "queue"},
    {"OTEL_BLRP_MAX_QUEUE_SIZE", "queue"},
    {"OTEL_METRIC_EXPORT_INTERVAL", "metrics_interval"},
});

/// OTEL_EXPORTER_OTLP_HEADERS of OTEL_EXPORTER_OTLP_TRACES_HEADERS.
std::string of_all_signals(const std::string& name) {
  for (const std::string_view signal : {"TRACES_", "LOGS_", "METRICS_"}) {
    if (name.starts_with(kExporter) && name.compare(kExporter.size(), signal.size(), signal) == 0)
      return std::string(kExporter) + name.substr(kExporter.size() + signal.size());
  }
  return name;
}

bool overrules(const Table& file, const std::string& variable) {
  return std::any_of(kVariables.begin(), kVariables.end(), [&](const OtelVariable& known) {
    if (known.name != variable && !(known.per_signal && known.name == of_all_signals(variable))) return false;
    return file.find(known.key) || file.find(std::string(known.key) + "_file");
  });
}

}  // namespace

std::span<const OtelVariable> otel_variables() {
  return kVariables;
}

std::map<std::string, std::string> otel_environment(const Table& document, const Environment& environment) {
  static const Table kNothing;
  const Value* otlp = document.find("otlp");
  const auto* said = otlp ? std::get_if<Table>(&otlp->content) : nullptr;
  std::map<std::string, std::string> in_force;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with("OTEL_") || value.empty()) continue;
    if (!overrules(said ? *said : kNothing, name)) in_force.emplace(name, value);
  }
  return in_force;
}

}  // namespace lifeguard
