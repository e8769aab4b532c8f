#include "collectors/postgres/checks.hpp"

#include <algorithm>

#include "collectors/postgres/pools.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {
std::string visibility_grant(const std::string& role) {
  return "GRANT pg_monitor TO " + quoted_identifier(role) + ";";
}

std::vector<Check> checks_from(const Facts& facts) {
  std::vector<Check> checks;
  checks.push_back({true,
                    "PostgreSQL " + facts.identity.version_text +
                        (facts.identity.in_recovery ? ", standby" : "") + ", as role \"" + facts.identity.role +
                        "\"",
                    ""});
  if (facts.identity.sees_every_session) {
    checks.push_back({true, "sees every session (pg_read_all_stats)", ""});
  } else {
    checks.push_back(
        {false,
         "role \"" + facts.identity.role +
             "\" cannot see other sessions: leaks, slow queries and lock waits of the application stay hidden",
         visibility_grant(facts.identity.role)});
  }
  if (facts.activity) {
    const auto clients =
        std::count_if(facts.activity->sessions.begin(), facts.activity->sessions.end(), is_client);
    checks.push_back({true, "activity: " + std::to_string(clients) + " client sessions", ""});
  }
  if (facts.server) {
    checks.push_back({true,
                      "server: " + std::to_string(facts.server->limits.usable()) + " of " +
                          std::to_string(facts.server->limits.max_connections) +
                          " connections usable by ordinary roles, " +
                          std::to_string(facts.server->databases.size()) + " databases",
                      ""});
  }
  if (facts.statements && facts.statements->entry_limit > 0) {
    checks.push_back({true,
                      "statements: " + std::to_string(facts.statements->entries) + " of " +
                          std::to_string(facts.statements->entry_limit) + " entries, pg_stat_statements " +
                          facts.statements->version,
                      ""});
  }
  return checks;
}

}  // namespace lifeguard::postgres
