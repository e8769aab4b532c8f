#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

/// What the history remembers of a server beside its pools: commits, and of each client its sessions that do no
/// work.
std::vector<SeriesPoint> series_from(const Facts&);

std::string idle_sessions_of(const ClientGroup&);     // idle or idle in transaction
std::string commits_of(const std::string& database);  // a counter

}  // namespace lifeguard::postgres
