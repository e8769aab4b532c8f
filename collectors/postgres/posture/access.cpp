#include "collectors/postgres/posture/access.hpp"

#include <algorithm>
#include <functional>
#include <numeric>
#include <sstream>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/identifier.hpp"
#include "collectors/postgres/posture/hba_rule.hpp"
#include "collectors/postgres/posture/settings.hpp"

namespace lifeguard::postgres {
namespace {

bool listens_beyond_loopback(const std::string& addresses) {
  std::istringstream stream(addresses);
  for (std::string address; std::getline(stream, address, ',');) {
    std::erase(address, ' ');
    const bool loopback =
        address.empty() || address == "localhost" || address == "::1" || address.starts_with("127.");
    if (!loopback) return true;
  }
  return false;
}

// The rows that `is_bad`, or why they cannot be known.
Verdict judge_hba(const Facts& facts, const std::string& well, const std::string& bad,
                  const std::string& remedy, const std::function<bool(const HbaRule&)>& is_bad) {
  const auto& rules = facts.posture->hba_rules;
  if (!rules) {
    const std::string role = quoted_identifier(facts.identity.role);
    return unknown("role \"" + facts.identity.role + "\" may not read pg_hba_file_rules",
                   "GRANT SELECT ON pg_hba_file_rules TO " + role +
                       "; GRANT EXECUTE ON FUNCTION pg_hba_file_rules() TO " + role +
                       ";  -- in the database of the dsn; a managed service may refuse it");
  }
  Verdict verdict = fail("", remedy);
  std::vector<std::string> lines;
  for (const HbaRule& rule : *rules) {
    if (!is_bad(rule)) continue;
    lines.push_back(std::to_string(rule.line));
    if (rule.wrong) {
      verdict.evidence.push_back({{"file", rule.file}, {"line", std::to_string(rule.line)}});
      continue;
    }
    verdict.evidence.push_back({{"file", rule.file},
                                {"line", std::to_string(rule.line)},
                                {"type", rule.type},
                                {"databases", rule.databases},
                                {"roles", rule.roles},
                                {"from", clients_of(rule)},
                                {"method", rule.method}});
  }
  if (lines.empty()) return pass(well);
  verdict.reason = bad + ", in line " + listed(lines) + " of pg_hba.conf";
  return verdict;
}

}  // namespace

Verdict no_cleartext_sessions(const Facts& facts) {
  const auto& clients = facts.posture->cleartext_clients;
  if (clients.empty()) {
    if (facts.identity.sees_every_session) return pass("no session came over a network in clear");
    return unknown("role \"" + facts.identity.role + "\" cannot see other sessions",
                   visibility_grant(facts.identity.role));
  }
  const auto sessions =
      std::accumulate(clients.begin(), clients.end(), std::int64_t{0},
                      [](std::int64_t sum, const CleartextClient& client) { return sum + client.sessions; });
  const std::string* ssl = setting(facts, "ssl");
  const bool off = ssl && *ssl == "off";
  Verdict verdict =
      fail(std::to_string(sessions) + (sessions == 1 ? " session" : " sessions") +
               " over a network without TLS: queries and rows can be read on the way",
           (off ? "give the server a certificate and ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf(); then "
                : std::string()) +
               "sslmode=verify-full in these clients' connection strings, and hostssl for host in pg_hba.conf");
  for (const CleartextClient& client : clients) {
    verdict.evidence.push_back({{"role", client.role},
                                {"application", client.application.empty() ? "(none)" : client.application},
                                {"client", client.address},
                                {"sessions", std::to_string(client.sessions)}});
  }
  return verdict;
}

Verdict tls_where_it_listens(const Facts& facts) {
  const std::string *addresses = setting(facts, "listen_addresses"), *ssl = setting(facts, "ssl");
  if (!addresses) return unknown_setting("listen_addresses");
  if (!ssl) return unknown_setting("ssl");
  if (*ssl == "on") return pass("ssl is on");
  if (!listens_beyond_loopback(*addresses)) return pass("the server listens on this machine only");
  Verdict verdict =
      fail("listen_addresses is \"" + *addresses + "\" and ssl is off",
           "give the server a certificate and ALTER SYSTEM SET ssl = on; SELECT pg_reload_conf();  -- or "
           "ALTER SYSTEM SET listen_addresses = 'localhost'; and restart");
  verdict.evidence = {shown_setting(facts, "listen_addresses"), shown_setting(facts, "ssl")};
  return verdict;
}

Verdict no_remote_trust(const Facts& facts) {
  return judge_hba(
      facts, "no row trusts other machines", "other machines get in without a password",
      "put scram-sha-256 for trust in these lines, then SELECT pg_reload_conf();",
      [](const HbaRule& rule) { return rule.method == "trust" && !rule.wrong && !is_local(rule); });
}

Verdict no_local_trust(const Facts& facts) {
  return judge_hba(
      facts, "no row trusts everybody on the server's machine",
      "everybody on the server's machine gets in without a password",
      "put peer (local) or scram-sha-256 (host) for trust in these lines, then SELECT pg_reload_conf();",
      [](const HbaRule& rule) { return rule.method == "trust" && !rule.wrong && is_local(rule); });
}

Verdict no_cleartext_passwords(const Facts& facts) {
  return judge_hba(
      facts, "no row asks for a password in clear", "clients without TLS are asked for their password in clear",
      "put scram-sha-256 for password in these lines, then SELECT pg_reload_conf();", [](const HbaRule& rule) {
        return rule.method == "password" && !rule.wrong && !is_local(rule) && rule.type != "hostssl" &&
               rule.type != "hostgssenc";
      });
}

Verdict hba_is_readable(const Facts& facts) {
  return judge_hba(
      facts, "every row can be read",
      "the server cannot read pg_hba.conf: a reload is ignored, and after a restart it would not start",
      "SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL;  -- says what is wrong",
      [](const HbaRule& rule) { return rule.wrong; });
}

Verdict scram_for_new_passwords(const Facts& facts) {
  const std::string* encryption = setting(facts, "password_encryption");
  if (!encryption) return unknown_setting("password_encryption");
  if (*encryption == "scram-sha-256") return pass("password_encryption is scram-sha-256");
  Verdict verdict =
      fail("password_encryption is " + *encryption + ": who reads a hash can log in with it",
           "ALTER SYSTEM SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf();  -- then "
           "set the passwords anew");
  verdict.evidence = {shown_setting(facts, "password_encryption")};
  return verdict;
}

Verdict no_md5_passwords(const Facts& facts) {
  const auto& roles = facts.posture->md5_roles;
  if (!roles) return unknown("only a superuser sees how passwords are stored");
  if (roles->empty()) return pass("no role has an MD5 password");
  Verdict verdict =
      fail("passwords are stored as MD5 for " + listed(*roles),
           "SET password_encryption = 'scram-sha-256'; and \\password ROLE in psql, for each of them");
  for (const std::string& role : *roles) verdict.evidence.push_back({{"role", role}});
  return verdict;
}

}  // namespace lifeguard::postgres
