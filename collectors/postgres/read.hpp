#pragma once

#include <map>
#include <vector>

#include "collectors/postgres/activity/database_names.hpp"
#include "collectors/postgres/activity/idle_sessions.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/lock_graph.hpp"
#include "collectors/postgres/rows.hpp"

// From result rows to facts; columns are those of sql/. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

Identity read_identity(const Rows&, int server_version);
std::string read_system_identifier(const Rows&);
/// The timeline, and when the processes started.
void read_lifetime(const Rows&, Identity&);
/// True when the limits on our own statements are in force.
bool read_guarded(const Rows&);

Look read_look(const Rows&, sql::Exposure, DatabaseNames&);
std::vector<LockRow> read_locks(const Rows&);
ConnectionLimits read_limits(const Rows& limits, const Rows& connection_limits);
std::vector<DatabaseStatistics> read_databases(const Rows&);

}  // namespace lifeguard::postgres
