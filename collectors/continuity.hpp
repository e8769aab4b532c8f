#pragma once

#include "collectors/snapshot.hpp"

namespace lifeguard {

/// Puts into a snapshot what it does not know by itself: when the target was last up or since when it is down,
/// what is behind it, and which parts fail while it is down. `previous` may be null.
void continue_from(const Snapshot* previous, Snapshot&);

/// What changed from one snapshot to the next, for the log: "answers again", "locks: permission denied …".
std::vector<std::string> news(const Snapshot* previous, const Snapshot&);

}  // namespace lifeguard
