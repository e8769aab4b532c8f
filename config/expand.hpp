#pragma once

#include "config/document.hpp"
#include "config/read.hpp"
#include "config/report.hpp"

namespace lifeguard {

/// Replaces ${NAME} and ${NAME:-default} in every text of the document; $$ is a dollar, and a dollar before
/// anything else is itself, for passwords have them.
void expand(Table& document, const Environment&, Report&);

}  // namespace lifeguard
