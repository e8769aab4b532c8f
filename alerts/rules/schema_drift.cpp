#include "alerts/rules/schema_drift.hpp"

#include <algorithm>
#include <optional>

#include "alerts/rules/databases.hpp"
#include "alerts/rules/sessions.hpp"
#include "collectors/postgres/databases/facts.hpp"

namespace lifeguard {
namespace {

using namespace postgres;

// One that runs has neither failed nor ended, and may well take a while.
constexpr Seconds kMayRun{600};

constexpr auto kExpectedMigration = "expected migration", kExpectedTables = "expected tables",
               kFailedMigrations = "failed migrations", kUnreadable = "unreadable migrations";

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ", \"") + name + "\"";
  return text;
}

const MigrationHistory* hidden_one(const Schema& schema) {
  const auto found = std::find_if(schema.migrations.begin(), schema.migrations.end(),
                                  [](const MigrationHistory& history) { return !history.is_known(); });
  return found == schema.migrations.end() ? nullptr : &*found;
}

bool has_what_is_expected(const Schema& schema) {
  return schema.expected_migration.empty() ||
         std::any_of(schema.migrations.begin(), schema.migrations.end(),
                     [](const MigrationHistory& history) { return history.has_expected; });
}

std::string standing(const MigrationHistory& history) {
  return history.newest.empty()
             ? history.tool + " has applied none in " + history.table
             : history.tool + " stands at " + joined(history.newest) + " in " + history.table;
}

Finding finding_of(const std::string& database, const char* what, Severity severity, TimePoint now) {
  Finding finding;
  finding.key = database + "/" + what;
  finding.severity = severity;
  finding.since = now;
  return finding;
}

std::optional<Finding> expected_migration(const std::string& database, const Schema& schema, TimePoint now) {
  if (has_what_is_expected(schema) || hidden_one(schema)) return std::nullopt;
  Finding finding = finding_of(database, kExpectedMigration, Severity::critical, now);
  finding.summary = "database " + database + " is not at migration \"" + schema.expected_migration + "\": ";
  if (schema.migrations.empty()) {
    finding.summary += "no table of a migration tool is there";
    finding.remedy = "run the migrations of the app in database " + database;
    return finding;
  }
  for (const MigrationHistory& history : schema.migrations) {
    finding.summary += (&history == &schema.migrations.front() ? "" : "; ") + standing(history);
    finding.evidence.push_back({{"database", database},
                                {"table", history.table},
                                {"tool", history.tool},
                                {"newest", history.newest.empty() ? "none" : joined(history.newest)},
                                {"expected", schema.expected_migration}});
  }
  const MigrationHistory& first = schema.migrations.front();
  finding.remedy = first.migrate;
  if (first.only_stands) {
    finding.remedy += "  -- or, if it stands at a later one, mend expected_migration: " + first.tool +
                      " writes down only where it stands";
  }
  return finding;
}

// What nobody may read nobody can watch: said, since the config asks for it.
std::optional<Finding> unreadable_migrations(const std::string& database, const Schema& schema, TimePoint now) {
  const auto* hidden = hidden_one(schema);
  if (schema.expected_migration.empty() || !hidden || hidden->grant.empty()) return std::nullopt;
  Finding finding = finding_of(database, kUnreadable, Severity::warning, now);
  finding.summary = "whether database " + database + " is at migration \"" + schema.expected_migration +
                    "\" cannot be known: " + hidden->table + " may not be read";
  finding.evidence.push_back({{"database", database}, {"table", hidden->table}, {"tool", hidden->tool}});
  finding.remedy = hidden->grant;
  return finding;
}

std::optional<Finding> expected_tables(const std::string& database, const Schema& schema, TimePoint now) {
  if (schema.missing_tables.empty()) return std::nullopt;
  Finding finding = finding_of(database, kExpectedTables, Severity::critical, now);
  finding.summary = "database " + database + " lacks " +
                    counted(schema.missing_tables.size(), "expected table") + ": " +
                    joined(schema.missing_tables);
  for (const std::string& table : schema.missing_tables) {
    finding.evidence.push_back({{"database", database}, {"missing table", table}});
  }
  finding.remedy = "run the migrations that create them, or see whether the dsn leads to the right database";
  return finding;
}

Evidence evidence_of(const BrokenMigration& broken, const MigrationHistory& history,
                     const std::string& database) {
  return {{"database", database},
          {"table", history.table},
          {"tool", history.tool},
          {"migration", broken.version},
          {"state", broken.unfinished ? "begun and not finished" : "failed"}};
}

std::optional<Finding> failed_migrations(const std::string& database, const DatabaseVisit& visit,
                                         TimePoint now) {
  Finding finding = finding_of(database, kFailedMigrations, Severity::warning, now);
  std::vector<std::string> names;
  for (const MigrationHistory& history : visit.schema.migrations) {
    for (const BrokenMigration& broken : history.broken) {
      const TimePoint begun = broken.age ? visit.taken - *broken.age : now;
      if (broken.unfinished && now - begun < kMayRun) continue;
      if (names.empty()) finding.remedy = history.mend;
      names.push_back(broken.version);
      finding.since = std::min(finding.since, begun);
      finding.evidence.push_back(evidence_of(broken, history, database));
    }
  }
  if (names.empty()) return std::nullopt;
  finding.summary = counted(names.size(), "migration") + " of database " + database +
                    " failed or stopped half way: " + joined(names);
  return finding;
}

}  // namespace

std::vector<Finding> SchemaDrift::inspect(const View& view) const {
  const auto& databases = postgres_facts(view).databases;
  std::vector<Finding> findings;
  if (!databases) return findings;
  const TimePoint now = view.snapshot.taken;
  const auto add = [&](std::optional<Finding> finding) {
    if (!finding) return;
    if (finding->evidence.size() > kMaxEvidence) finding->evidence.resize(kMaxEvidence);
    findings.push_back(std::move(*finding));
  };
  for (const auto& [database, visit] : databases->visits) {
    add(expected_migration(database, visit.schema, now));
    add(unreadable_migrations(database, visit.schema, now));
    add(expected_tables(database, visit.schema, now));
    add(failed_migrations(database, visit, now));
  }
  return worst_first(std::move(findings));
}

bool SchemaDrift::can_clear(const View& view, const Incident& incident) const {
  const auto is_about = [&](const std::string& what) { return incident.key.ends_with("/" + what); };
  return could_look_into(view, incident.key, [&](const DatabaseVisit& visit) {
    if (is_about(kExpectedTables) || !hidden_one(visit.schema)) return true;
    return !is_about(kFailedMigrations) && has_what_is_expected(visit.schema);
  });
}

}  // namespace lifeguard
