#pragma once

#include "alerts/rule.hpp"

namespace lifeguard::leaks {

/// `lifeguard_pool_leaked_connections` of the view's target: the server's slots, the pools of an app, those of
/// PgBouncer, the clients of a Redis. 0 where nothing speaks for a leak, absent where it cannot be known. A
/// connection that goes through several pools is one in each.
std::vector<Sample> leaked_connections(const View&, const ConnectionLeakConfig&);

const MetricDef& leaked_connections_metric();

}  // namespace lifeguard::leaks
