#pragma once

#include <vector>

#include "alerts/rule.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard::leaks {

/// Groups of clients of a Redis, by name and host, of which more and more do nothing, window after window,
/// while traffic does not grow; with the time until maxclients. Subscribers and those that wait on purpose, as
/// in BLPOP, are none. A warning, and critical shortly before the end.
std::vector<Finding> redis_clients(const View&, const redis::Facts&, const ConnectionLeakConfig&);

/// False while not to see the incident does not mean that it is over: too little is remembered of the group, or
/// there are more groups than are looked at.
bool can_clear_redis_clients(const View&, const redis::Facts&, const Incident&, const ConnectionLeakConfig&);

}  // namespace lifeguard::leaks
