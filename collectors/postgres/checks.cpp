#include "collectors/postgres/checks.hpp"

#include <algorithm>
#include <map>

#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/identifier.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {
namespace {

using enum Check::Level;

void add_hidden_sequences(const std::string& database, const DatabaseVisit& visit, const std::string& role,
                          std::vector<Check>& checks) {
  const std::int64_t hidden = visit.storage.sequences.hidden;
  if (hidden == 0) return;
  checks.push_back({note,
                    std::to_string(hidden) + (hidden == 1 ? " sequence" : " sequences") + " of database " +
                        database + " could not be read: how full they are is not known",
                    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA … TO " + quoted_identifier(role) +
                        ";  -- in database " + quoted_identifier(database)});
}

void add_databases(const Databases& databases, const std::string& role, std::vector<Check>& checks) {
  checks.push_back({ok, "databases: looked into " + std::to_string(databases.visits.size()), ""});
  for (const auto& [database, why] : databases.refused) {
    checks.push_back({note, "database " + database + " could not be looked into: " + why, ""});
  }
  for (const auto& [database, visit] : databases.visits) {
    add_hidden_sequences(database, visit, role, checks);
    for (const MigrationHistory& history : visit.schema.migrations) {
      const std::string what = "the migrations in " + history.table + " of database " + database;
      if (history.is_known()) {
        checks.push_back({ok, what + " can be read (" + history.tool + ")", ""});
      } else if (history.grant.empty()) {
        checks.push_back(
            {note,
             what + " could not be read now: " + (history.locked ? "the table is locked" : history.failure),
             ""});
      } else {
        checks.push_back({visit.schema.expected_migration.empty() ? note : failure, what + " may not be read",
                          history.grant});
      }
    }
  }
}

}  // namespace

std::string visibility_grant(const std::string& role) {
  return "GRANT pg_monitor TO " + quoted_identifier(role) + ";";
}

std::vector<Check> checks_from(const Facts& facts) {
  std::vector<Check> checks;
  checks.push_back({ok,
                    "PostgreSQL " + facts.identity.version_text +
                        (facts.identity.in_recovery ? ", standby" : "") + ", as role \"" + facts.identity.role +
                        "\"",
                    ""});
  if (facts.identity.sees_every_session) {
    checks.push_back({ok, "sees every session (pg_read_all_stats)", ""});
  } else {
    checks.push_back(
        {failure,
         "role \"" + facts.identity.role +
             "\" cannot see other sessions: leaks, slow queries and lock waits of the application stay hidden",
         visibility_grant(facts.identity.role)});
  }
  if (facts.activity && facts.identity.sees_every_session) {
    const auto clients =
        std::count_if(facts.activity->sessions.begin(), facts.activity->sessions.end(), is_client);
    checks.push_back({ok, "activity: " + std::to_string(clients) + " client sessions", ""});
  }
  if (facts.server) {
    checks.push_back({ok,
                      "server: " + std::to_string(facts.server->limits.usable()) + " of " +
                          std::to_string(facts.server->limits.max_connections) +
                          " connections usable by ordinary roles, " +
                          std::to_string(facts.server->databases.size()) + " databases",
                      ""});
  }
  if (facts.statements && facts.statements->entry_limit > 0) {
    checks.push_back({ok,
                      "statements: " + std::to_string(facts.statements->entries) + " of " +
                          std::to_string(facts.statements->entry_limit) + " entries, pg_stat_statements " +
                          facts.statements->version,
                      ""});
  }
  if (facts.databases) add_databases(*facts.databases, facts.identity.role, checks);
  return checks;
}

Check check_from(std::string_view name, Concern concern, const Verdict& verdict,
                 const std::vector<std::string>& accepted) {
  const std::string named = std::string(name) + ": ";
  switch (verdict.state) {
    case Verdict::State::pass:
      return {ok, named + verdict.reason, ""};
    case Verdict::State::unknown:
      return {note, named + "not known: " + verdict.reason, verdict.remedy};
    case Verdict::State::fail:
      break;
  }
  if (std::find(accepted.begin(), accepted.end(), name) != accepted.end()) {
    return {ok, named + "accepted in the config: " + verdict.reason, ""};
  }
  return {concern == Concern::danger ? warning : note, named + verdict.reason, verdict.remedy};
}

std::vector<Check> posture_checks_from(const Facts& facts, const std::vector<std::string>& accepted) {
  const std::vector<JudgedCheck> posture = judge_posture(facts);
  // What is not known for one and the same reason is one line, where the first of them stands.
  std::map<std::pair<std::string, std::string>, std::string> unknown;
  for (const auto& [check, verdict] : posture) {
    if (verdict.state != Verdict::State::unknown) continue;
    std::string& names = unknown[{verdict.reason, verdict.remedy}];
    names += (names.empty() ? "" : ", ") + std::string(check->name);
  }

  std::vector<Check> checks;
  for (const auto& [check, verdict] : posture) {
    if (verdict.state != Verdict::State::unknown) {
      checks.push_back(check_from(check->name, check->concern, verdict, accepted));
    } else if (const auto alike = unknown.extract({verdict.reason, verdict.remedy})) {
      checks.push_back(check_from(alike.mapped(), check->concern, verdict, accepted));
    }
  }
  return checks;
}

}  // namespace lifeguard::postgres
