#include "collectors/postgres/schema/read.hpp"

#include "collectors/postgres/identifier.hpp"
#include "collectors/postgres/schema/migration_tools.hpp"

namespace lifeguard::postgres {

std::vector<MigrationHistory> read_migration_tables(const Rows& rows, const std::string& role) {
  const auto table = rows.column("table"), name = rows.column("name"), columns = rows.column("columns"),
             schema = rows.column("schema"), may_use_schema = rows.column("may_use_schema"),
             may_read = rows.column("may_read"), locked = rows.column("locked");
  std::vector<MigrationHistory> histories;
  for (int row = 0; row < rows.size(); ++row) {
    const MigrationTool* tool = tool_of(name.text(row), columns.text(row));
    if (!tool) continue;
    MigrationHistory& history = histories.emplace_back();
    history.tool = tool->name;
    history.only_stands = tool->has_heads;
    history.migrate = tool->migrate;
    history.mend = tool->mend;
    history.table = table.text(row);
    const std::string to = " TO " + quoted_identifier(role) + ";";
    if (!may_use_schema.boolean(row)) {
      history.grant = "GRANT USAGE ON SCHEMA " + std::string(schema.text(row)) + to;
    }
    if (!may_read.boolean(row)) {
      history.grant += (history.grant.empty() ? "" : " ") + ("GRANT SELECT ON " + history.table) + to;
    }
    history.locked = locked.boolean(row);
  }
  return histories;
}

void read_history(const Rows& rows, MigrationHistory& history) {
  const auto version = rows.column("version"), state = rows.column("state"), age = rows.column("age"),
             expected = rows.column("expected");
  for (int row = 0; row < rows.size(); ++row) {
    if (expected.boolean(row)) {
      history.has_expected = true;
    } else if (state.text(row) == "applied") {
      history.newest.emplace_back(version.text(row));
    } else {
      BrokenMigration& broken = history.broken.emplace_back();
      broken.version = version.text(row);
      broken.unfinished = state.text(row) == "unfinished";
      if (!age.is_null(row)) broken.age = Seconds(age.real(row));
    }
  }
}

std::vector<std::string> read_missing_tables(const Rows& rows) {
  const auto name = rows.column("name");
  std::vector<std::string> missing;
  for (int row = 0; row < rows.size(); ++row) missing.emplace_back(name.text(row));
  return missing;
}

std::vector<TimescaleJob> read_jobs(const Rows& rows) {
  const auto id = rows.column("job"), procedure = rows.column("procedure"), schema = rows.column("schema"),
             relation = rows.column("relation"), refreshes = rows.column("refreshes_aggregate"),
             failed = rows.column("failed"), runs = rows.column("runs"), failures = rows.column("failures"),
             last_success = rows.column("last_success"), behind = rows.column("behind");
  std::vector<TimescaleJob> jobs;
  for (int row = 0; row < rows.size(); ++row) {
    TimescaleJob& job = jobs.emplace_back();
    job.id = id.integer(row);
    job.procedure = procedure.text(row);
    if (!relation.is_null(row))
      job.relation = std::string(schema.text(row)) + "." + std::string(relation.text(row));
    job.refreshes_aggregate = refreshes.boolean(row);
    job.failed = !failed.is_null(row) && failed.boolean(row);
    job.runs = runs.integer_or_null(row).value_or(0);
    job.failures = failures.integer_or_null(row).value_or(0);
    job.last_success = last_success.time_or_null(row);
    if (!behind.is_null(row)) job.behind = Seconds(behind.real(row));
  }
  return jobs;
}

SchemaRights read_schema_rights(const Rows& rows) {
  const auto public_create = rows.column("public_create"), jobs = rows.column("timescaledb_jobs");
  SchemaRights rights;
  rights.role = rows.column("role").text(0);
  rights.public_may_create = !public_create.is_null(0) && public_create.boolean(0);
  rights.has_timescaledb = jobs.text(0) != "absent";
  rights.may_read_jobs = jobs.text(0) == "readable";
  return rights;
}

}  // namespace lifeguard::postgres
