#include "collectors/postgres/posture/roles.hpp"

#include <map>
#include <set>

#include "collectors/postgres/checks.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/identifier.hpp"
#include "collectors/postgres/posture/settings.hpp"
#include "collectors/postgres/posture/timeouts.hpp"

namespace lifeguard::postgres {
namespace {

// Why nothing can be said of the applications' roles, when none that is seen fails.
std::optional<Verdict> applications_hidden(const Facts& facts) {
  if (!facts.identity.sees_every_session) {
    return unknown("role \"" + facts.identity.role + "\" cannot see other sessions",
                   visibility_grant(facts.identity.role));
  }
  if (facts.posture->application_roles.empty()) return unknown("no application is connected now");
  return std::nullopt;
}

std::map<std::string, std::int64_t> sessions_of(const Facts& facts, bool (*matches)(const ApplicationRole&)) {
  std::map<std::string, std::int64_t> sessions;
  for (const ApplicationRole& role : facts.posture->application_roles) {
    if (matches(role)) sessions[role.name] += role.sessions;
  }
  return sessions;
}

std::vector<std::string> names_of(const std::map<std::string, std::int64_t>& sessions) {
  std::vector<std::string> names;
  for (const auto& [name, count] : sessions) names.push_back(name);
  return names;
}

bool may_do_too_much(const ApplicationRole& role) {
  return !role.superuser && (role.create_role || role.replication || role.bypass_row_security);
}

std::string excess_of(const std::string& name, const Facts& facts) {
  for (const ApplicationRole& role : facts.posture->application_roles) {
    if (role.name != name) continue;
    return std::string(role.create_role ? " CREATEROLE" : "") + (role.replication ? " REPLICATION" : "") +
           (role.bypass_row_security ? " BYPASSRLS" : "");
  }
  return "";
}

std::string without(const std::string& rights) {
  std::string taken_away;
  for (const char c : rights) taken_away += c == ' ' ? " NO" : std::string(1, c);
  return taken_away;
}

// Sessions of applications for which `name` never ends anything.
Verdict judge_timeout(const Facts& facts, const std::string& name, const std::string& consequence,
                      const std::string& example) {
  std::set<std::string> roles;
  Verdict verdict = fail("", "");
  bool all_known = true;
  for (const ApplicationRole& role : facts.posture->application_roles) {
    const auto whole = timeout_of(role, "transaction_timeout", facts);
    if (whole && !is_never(*whole)) continue;  // ends both
    const auto timeout = timeout_of(role, name, facts);
    if (!timeout) {
      all_known = false;
    } else if (is_never(*timeout)) {
      roles.insert(role.name);
      verdict.evidence.push_back({{"role", role.name}, {"database", role.database}, {name, *timeout}});
    }
  }
  if (roles.empty()) {
    if (auto hidden = applications_hidden(facts)) return *hidden;
    if (!all_known) return unknown("the server's own " + name + " was not read yet, or ours hides it");
    return pass("every application has a " + name);
  }
  const std::vector<std::string> names(roles.begin(), roles.end());
  verdict.reason = "no " + name + " for " + listed(names) + ": " + consequence;
  for (const std::string& role : names) {
    verdict.remedy += "ALTER ROLE " + quoted_identifier(role) + " SET " + name + " = '" + example + "'; ";
  }
  verdict.remedy += " -- for new sessions; nothing to do if the application sets it itself";
  return verdict;
}

}  // namespace

Verdict no_application_superuser(const Facts& facts) {
  const auto superusers = sessions_of(facts, [](const ApplicationRole& role) { return role.superuser; });
  if (superusers.empty()) {
    if (auto hidden = applications_hidden(facts)) return *hidden;
    return pass("no application is connected as a superuser");
  }
  Verdict verdict = fail(
      "applications are connected as superuser " + listed(names_of(superusers)) +
          ": whoever breaks into one owns the server",
      "CREATE ROLE shop_app LOGIN PASSWORD '…';  -- a role of its own for the application, with what it needs "
      "granted; a role that has only become too mighty: ALTER ROLE " +
          quoted_identifier(superusers.begin()->first) + " NOSUPERUSER;");
  for (const auto& [role, sessions] : superusers) {
    verdict.evidence.push_back({{"role", role}, {"sessions", std::to_string(sessions)}});
  }
  return verdict;
}

Verdict no_application_privileges(const Facts& facts) {
  const auto mighty = sessions_of(facts, may_do_too_much);
  if (mighty.empty()) {
    if (auto hidden = applications_hidden(facts)) return *hidden;
    return pass("no application has CREATEROLE, REPLICATION or BYPASSRLS");
  }
  Verdict verdict = fail("applications are connected as roles that may do more than an application needs: " +
                             listed(names_of(mighty)),
                         "");
  for (const auto& [role, sessions] : mighty) {
    const std::string excess = excess_of(role, facts);
    verdict.evidence.push_back(
        {{"role", role}, {"may", excess.substr(1)}, {"sessions", std::to_string(sessions)}});
    verdict.remedy +=
        (verdict.remedy.empty() ? "" : " ") + ("ALTER ROLE " + quoted_identifier(role)) + without(excess) + ";";
  }
  return verdict;
}

Verdict public_cannot_create(const Facts& facts) {
  if (!facts.databases || facts.databases->visits.empty()) return unknown("no database was visited yet");
  std::vector<std::string> open;
  for (const auto& [database, visit] : facts.databases->visits) {
    if (visit.schema.public_may_create) open.push_back(database);
  }
  if (open.empty()) {
    std::vector<std::string> unseen(facts.databases->waiting.begin(), facts.databases->waiting.end());
    for (const auto& [database, why] : facts.databases->refused) unseen.push_back(database);
    if (!unseen.empty()) return unknown("nobody has looked into " + listed(unseen) + " yet");
    return pass("not in the databases that were visited");
  }
  Verdict verdict = fail("every role may create tables and functions in schema public of " + listed(open) +
                             ", and so put them in another's search path",
                         "REVOKE CREATE ON SCHEMA public FROM PUBLIC;  -- in " + listed(open));
  for (const std::string& database : open) verdict.evidence.push_back({{"database", database}});
  return verdict;
}

Verdict statements_end(const Facts& facts) {
  return judge_timeout(facts, "statement_timeout", "a statement can run for ever and keep its locks", "30s");
}

Verdict idle_transactions_end(const Facts& facts) {
  return judge_timeout(facts, "idle_in_transaction_session_timeout",
                       "a forgotten transaction keeps its connection and its locks for ever", "60s");
}

}  // namespace lifeguard::postgres
