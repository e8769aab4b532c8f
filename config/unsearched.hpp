#pragma once

#include "config/document.hpp"
#include "config/report.hpp"

namespace lifeguard {

/// Warns of each [[vector]] whose indexes nobody searches, and how that is changed. probe = "ready", or
/// LIFEGUARD_PROBE=ready, says that it is meant so.
void warn_of_unsearched(const Table& document, Report&);

}  // namespace lifeguard
