#pragma once

#include <vector>

#include "alerts/rule.hpp"

namespace lifeguard {

/// Who has the most connections of a pool, as far as the target tells; at most kMaxEvidence.
std::vector<Evidence> holders_of(const Pool&, const Snapshot&);

/// How many connections the server itself refused in the last minutes, for the end of a summary; empty when
/// none were, or where that is not told.
std::string refusals_of(const Pool&, const View&);

}  // namespace lifeguard
