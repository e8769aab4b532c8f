#pragma once

#include "alerts/rules/counters.hpp"
#include "collectors/postgres/facts.hpp"

// What the rules about pg_stat_database's counters have in common.
namespace lifeguard {

/// From when on the counters of a database can be compared with each other: not before the window, a reset of
/// its statistics, or the start of this server (another one may have answered before). Agent's clock.
TimePoint comparable_since(const View&, const postgres::DatabaseStatistics&, Seconds window);

}  // namespace lifeguard
