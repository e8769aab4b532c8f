#pragma once

#include <vector>

#include "alerts/finding.hpp"
#include "alerts/rule.hpp"

namespace lifeguard {

/// The part of slow_query that speaks of what has finished: statements whose mean in the last window is past
/// the thresholds, or has grown `regression`-fold against the hour before. One finding for each key. Utility
/// statements are left out: a dump, a vacuum or a new index may take its time.
std::vector<Finding> slow_statements(const View&, const SlowQueryConfig&);

/// True of a regression whose statement has no past to compare with, as in the hour after a restart of the
/// agent: nobody can say that it is over.
bool lacks_past(const View&, const Incident&, const SlowQueryConfig&);

}  // namespace lifeguard
