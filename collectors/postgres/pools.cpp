#include "collectors/postgres/pools.hpp"

#include <map>

namespace lifeguard::postgres {
namespace {

/// How many sessions each limit's owner has.
std::map<std::string, int> used_by(const std::map<std::string, int>& limits, std::string Session::*owner,
                                   const Activity& activity) {
  std::map<std::string, int> used = limits;
  for (auto& [name, count] : used) count = 0;
  for (const Session& session : activity.sessions) {
    const auto found = used.find(session.*owner);
    if (found == used.end()) continue;
    found->second += is_client_backend(session) || session.state == SessionState::hidden;
  }
  return used;
}

constexpr std::string_view kSeeHolders =
    "SELECT datname, usename, application_name, client_addr, state, count(*), max(now() - state_change) AS "
    "longest FROM pg_stat_activity WHERE backend_type = 'client backend' GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 "
    "DESC;";

Pool pool(std::string name, int used, int limit) {
  Pool pool;
  pool.name = pool.title = std::move(name);
  pool.used = used;
  pool.limit = limit;
  pool.see_holders = kSeeHolders;
  return pool;
}

}  // namespace

std::optional<std::vector<Pool>> pools_of(const Facts& facts) {
  if (!facts.activity || !facts.server) return std::nullopt;
  const ConnectionLimits& limits = facts.server->limits;

  std::vector<Pool> pools;
  pools.push_back(pool("server", *used_slots(facts), limits.usable()));
  pools.back().limit_name = "max_connections less the reserved ones";
  pools.back().raise = "Raise max_connections (now " + std::to_string(limits.max_connections) +
                       "; needs a restart), or put a pooler in front";
  for (const auto& [database, used] : used_by(limits.of_database, &Session::database, *facts.activity)) {
    pools.push_back(pool("database " + database, used, limits.of_database.at(database)));
    pools.back().limit_name = "datconnlimit of " + database;
    pools.back().raise = "ALTER DATABASE " + quoted_identifier(database) + " CONNECTION LIMIT …";
  }
  for (const auto& [role, used] : used_by(limits.of_role, &Session::user, *facts.activity)) {
    pools.push_back(pool("role " + role, used, limits.of_role.at(role)));
    pools.back().limit_name = "rolconnlimit of " + role;
    pools.back().raise = "ALTER ROLE " + quoted_identifier(role) + " CONNECTION LIMIT …";
  }
  return pools;
}

}  // namespace lifeguard::postgres
