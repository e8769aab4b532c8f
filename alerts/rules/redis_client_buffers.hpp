#pragma once

#include "alerts/finding.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard {

/// Where the memory went to clients rather than to keys, to answers that they do not read above all, says so in
/// the finding: how much, whose, and what to do. Otherwise leaves it as it is.
void blame_client_buffers(const redis::Facts&, Finding&);

}  // namespace lifeguard
