#include "collectors/postgres/checks.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

// As quote_ident does: names that are not plain lower case need their quotes.
std::string quoted(const std::string& name) {
  const bool plain = !name.empty() &&
                     name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string::npos &&
                     (name.front() < '0' || name.front() > '9');
  if (plain) return name;
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string visibility_grant(const std::string& role) {
  return "GRANT pg_monitor TO " + quoted(role) + ";";
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
  return checks;
}

}  // namespace lifeguard::postgres
