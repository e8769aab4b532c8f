#pragma once

#include <optional>

#include "alerts/incident.hpp"
#include "traces/execution.hpp"

// What rules find, beside the executions that they found it in.
namespace lifeguard::traces {

/// The server process that a row of evidence is of.
std::optional<int> pid_in(const Evidence&);

/// The incident as what it speaks of shows it; when is not known here.
Concern concern_of(const Incident&);

}  // namespace lifeguard::traces
