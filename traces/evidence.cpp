#include "traces/evidence.hpp"

#include <charconv>

namespace lifeguard::traces {

std::optional<int> pid_in(const Evidence& row) {
  for (const auto& [label, value] : row) {
    if (label != "pid") continue;
    int pid = 0;
    const char* end = value.data() + value.size();
    const auto [rest, error] = std::from_chars(value.data(), end, pid);
    if (error == std::errc{} && rest == end && pid > 0) return pid;
  }
  return std::nullopt;
}

Concern concern_of(const Incident& incident) {
  Concern concern;
  concern.rule = incident.rule;
  concern.severity = name_of(incident.severity);
  concern.summary = incident.summary;
  concern.dedup_key = incident.dedup_key;
  concern.opened = incident.opened.value_or(incident.since);
  return concern;
}

}  // namespace lifeguard::traces
