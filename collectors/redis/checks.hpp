#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collectors/check.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard::redis {

/// What was found, what the ACL denies by name and the line that mends it, and what will hurt.
std::vector<Check> checks_from(const Facts&);

/// Of a server that lets nobody in: what a login that it refuses may want.
std::vector<Check> checks_of_refusal(std::string_view error);

/// The smallest ACL with which everything works. No key can be read with it, but the probe's own where asked.
std::string smallest_acl(const Facts&);

}  // namespace lifeguard::redis
