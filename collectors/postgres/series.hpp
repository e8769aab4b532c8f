#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard::postgres {

/// What the history remembers of a server beside its pools: what each database did, and of each client its
/// sessions that do no work.
std::vector<SeriesPoint> series_from(const Facts&);

std::string idle_sessions_of(const ClientGroup&);  // idle or idle in transaction
// Counters since the statistics were reset.
std::string commits_of(const std::string& database);
std::string deadlocks_of(const std::string& database);
std::string blocks_hit_of(const std::string& database);
std::string blocks_read_of(const std::string& database);
/// When the server started, Unix time: counters before it changed are of another life, or of another server.
std::string start_time();

/// What such series are, for people; empty for a metric that has no words here.
std::string_view meaning_of(std::string_view metric);

}  // namespace lifeguard::postgres
