#pragma once

#include <vector>

#include "alerts/leaks/rise.hpp"
#include "alerts/rule.hpp"
#include "collectors/redis/facts.hpp"

namespace lifeguard::leaks {

/// One group of clients of a Redis, by name and host, of which more and more do nothing; or, where they leak on
/// several hosts or are few on each, all of one name.
struct LeakingClients {
  const redis::ClientGroup* group;  // of the facts it was found in
  Rise rise;
  int connections;  // that are leaked, at least
};

/// Groups whose idle clients rise window after window while traffic does not grow. Subscribers and those that
/// wait on purpose, as in BLPOP, are none.
std::vector<LeakingClients> leaking_clients(const View&, const redis::Facts&, const ConnectionLeakConfig&);

/// With the time until maxclients, as all clients rise; a warning, and critical shortly before the end.
Finding finding_of(const LeakingClients&, const View&, const redis::Facts&, const ConnectionLeakConfig&);

/// False while not to see the incident does not mean that it is over: too little is remembered of the group, or
/// there are more groups than are looked at, and it is not an hour yet that it was seen.
bool can_clear_leaking_clients(const View&, const redis::Facts&, const Incident&, const ConnectionLeakConfig&);

}  // namespace lifeguard::leaks
