#pragma once

#include <string>
#include <vector>

#include "collectors/check.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard::redis {

/// What was found, what the ACL denies by name and the line that mends it, and what will hurt.
std::vector<Check> checks_from(const Facts&);

/// The smallest ACL with which everything works. No key can be read with it, but the probe's own where asked.
std::string smallest_acl(const Facts&);

}  // namespace lifeguard::redis
