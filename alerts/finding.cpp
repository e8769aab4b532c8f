#include "alerts/finding.hpp"

namespace lifeguard {

std::string_view name_of(Severity severity) {
  switch (severity) {
    case Severity::none:
      return "none";
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::critical:
      return "critical";
  }
  return "none";
}

std::optional<Severity> severity_named(std::string_view name) {
  for (const Severity severity : {Severity::none, Severity::info, Severity::warning, Severity::critical}) {
    if (name == name_of(severity)) return severity;
  }
  return std::nullopt;
}

}  // namespace lifeguard
