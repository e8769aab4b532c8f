#pragma once

#include "alerts/rules/counters.hpp"
#include "collectors/redis/facts.hpp"

// What the rules about Redis have in common.
namespace lifeguard {

/// Null while nothing is known.
const redis::Facts* redis_facts(const Snapshot&);
const redis::Info* redis_info(const Snapshot&);

/// By how much a counter rose in the window, not looking back beyond the start of this server.
std::optional<Increase> rise_of_redis(const View&, std::string_view counter, Seconds window);

/// True when that is known over the whole window.
bool knows_rise_of_redis(const View&, std::string_view counter, Seconds window);

}  // namespace lifeguard
