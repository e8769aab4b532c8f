#pragma once

#include <vector>

#include "alerts/incident.hpp"
#include "alerts/receiver.hpp"

namespace lifeguard {

/// Whether the receiver should hear of it. An incident's severity never sinks, so what was told as opened or
/// escalated is told as resolved too, and nothing else is.
bool hears(const Receiver&, const Notice&);

/// What a receiver that forgets is told again: incidents that fire, and for five minutes those that are over.
std::vector<Notice> repeats(const std::vector<Incident>&, const Receiver&, TimePoint now);

}  // namespace lifeguard
