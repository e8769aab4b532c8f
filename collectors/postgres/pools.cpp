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

}  // namespace

std::vector<Pool> pools_of(const Facts& facts) {
  if (!facts.activity || !facts.server) return {};
  const ConnectionLimits& limits = facts.server->limits;
  auto of_database = used_by(limits.of_database, &Session::database, *facts.activity);
  auto of_role = used_by(limits.of_role, &Session::user, *facts.activity);

  std::vector<Pool> pools;
  pools.push_back({"server", "max_connections less the reserved ones", *used_slots(facts), limits.usable(),
                   "Raise max_connections (now " + std::to_string(limits.max_connections) +
                       "; needs a restart), or put a pooler in front"});
  for (const auto& [database, limit] : limits.of_database) {
    pools.push_back({"database " + database, "datconnlimit of " + database, of_database[database], limit,
                     "ALTER DATABASE " + quoted_identifier(database) + " CONNECTION LIMIT …"});
  }
  for (const auto& [role, limit] : limits.of_role) {
    pools.push_back({"role " + role, "rolconnlimit of " + role, of_role[role], limit,
                     "ALTER ROLE " + quoted_identifier(role) + " CONNECTION LIMIT …"});
  }
  return pools;
}

}  // namespace lifeguard::postgres
