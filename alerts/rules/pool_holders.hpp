#pragma once

#include <vector>

#include "alerts/finding.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// Who has the most connections of a pool, as far as the target tells; at most kMaxEvidence.
std::vector<Evidence> holders_of(const Pool&, const Snapshot&);

}  // namespace lifeguard
