#pragma once

#include "alerts/incident.hpp"
#include "traces/span.hpp"

namespace lifeguard::traces {

/// A change of an incident as a log record: "lifeguard.incident.opened", "…escalated", "…resolved", with
/// everything that an alert has. Those of one incident have the same lifeguard.incident.dedup_key.
LogRecord record_of(const Notice&);

}  // namespace lifeguard::traces
