#include "collectors/postgres/schema/migration_tools.hpp"

#include <algorithm>

#include "collectors/postgres/schema/literal.hpp"

namespace lifeguard::postgres {
namespace {

bool has_column(std::string_view columns, std::string_view wanted) {
  while (!columns.empty()) {
    const std::size_t comma = columns.find(',');
    if (columns.substr(0, comma) == wanted) return true;
    if (comma == std::string_view::npos) return false;
    columns.remove_prefix(comma + 1);
  }
  return false;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 18 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string is_expected(const MigrationTool& tool, const std::string& expected) {
  if (expected.empty()) return "false";
  const std::string reached = "state = 'applied' and version = " + quoted_literal(expected);
  if (tool.counts_up && is_number(expected)) return "version::numeric > " + expected + " or " + reached;
  return reached;
}

}  // namespace

const std::vector<MigrationTool>& migration_tools() {
  constexpr std::string_view kApplied = "'applied'", kNoAge = "null::float8";
  static const std::vector<MigrationTool> tools{
      {.name = "Alembic",
       .table = "alembic_version",
       .columns = {"version_num"},
       .version = "version_num::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "version_num",
       .has_heads = true,
       .migrate = "alembic upgrade head",
       .mend = "alembic upgrade head"},
      {.name = "Flyway",
       .table = "*schema_history",
       .columns = {"installed_rank", "version", "script", "success"},
       .version = "coalesce(version, script)::text",
       .state = "case when success::text in ('true', 't', '1') then 'applied' else 'failed' end",
       .age = kNoAge,
       .newest = "installed_rank",
       .migrate = "flyway migrate",
       .mend = "undo by hand what it has done so far, then flyway repair and flyway migrate"},
      {.name = "golang-migrate",
       .table = "schema_migrations",
       .columns = {"version", "dirty"},
       .version = "version::text",
       .state = "case when dirty::text in ('true', 't', '1') then 'failed' else 'applied' end",
       .age = kNoAge,
       .newest = "version",
       .counts_up = true,
       .migrate = "migrate up",
       .mend =
           "undo by hand what it has done so far, then migrate force VERSION, the one before, and migrate up"},
      {.name = "Ecto",
       .table = "schema_migrations",
       .columns = {"version", "inserted_at"},
       .version = "version::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "version",
       .migrate = "mix ecto.migrate",
       .mend = "mix ecto.migrate"},
      {.name = "Rails",  // and others that keep nothing but versions, as dbmate does
       .table = "schema_migrations",
       .columns = {"version"},
       .version = "version::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "version",
       .migrate = "rails db:migrate",
       .mend = "rails db:migrate"},
      {.name = "Prisma",
       .table = "_prisma_migrations",
       .columns = {"migration_name", "started_at", "finished_at", "rolled_back_at", "logs"},
       .version = "migration_name::text",
       .state =
           "case when rolled_back_at is not null then 'undone' when finished_at is not null then 'applied' "
           "when logs is not null then 'failed' else 'unfinished' end",
       .age = "extract(epoch from statement_timestamp() - started_at)::float8",
       .newest = "started_at",
       .migrate = "prisma migrate deploy",
       .mend =
           "prisma migrate resolve --rolled-back NAME (or --applied, if you finished it by hand), then prisma "
           "migrate deploy"},
      {.name = "Entity Framework",
       .table = "__EFMigrationsHistory",
       .columns = {"MigrationId"},
       .version = "\"MigrationId\"::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "\"MigrationId\"",
       .migrate = "dotnet ef database update",
       .mend = "dotnet ef database update"},
      {.name = "Django",
       .table = "django_migrations",
       .columns = {"id", "app", "name"},
       .version = "app::text || '.' || name::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "id",
       .migrate = "python manage.py migrate",
       .mend = "python manage.py migrate"},
      {.name = "Knex",
       .table = "knex_migrations",
       .columns = {"id", "name"},
       .version = "name::text",
       .state = kApplied,
       .age = kNoAge,
       .newest = "id",
       .migrate = "knex migrate:latest",
       .mend = "knex migrate:unlock and knex migrate:latest"},
  };
  return tools;
}

const MigrationTool* tool_of(std::string_view table, std::string_view columns) {
  for (const MigrationTool& tool : migration_tools()) {
    const bool named_so =
        tool.table.starts_with('*') ? table.ends_with(tool.table.substr(1)) : table == tool.table;
    if (named_so && std::all_of(tool.columns.begin(), tool.columns.end(),
                                [&](std::string_view column) { return has_column(columns, column); })) {
      return &tool;
    }
  }
  return nullptr;
}

const MigrationTool* tool_named(std::string_view name) {
  const auto& tools = migration_tools();
  const auto found =
      std::find_if(tools.begin(), tools.end(), [&](const MigrationTool& tool) { return tool.name == name; });
  return found == tools.end() ? nullptr : &*found;
}

std::string history_query(const MigrationTool& tool, const std::string& table, const std::string& expected) {
  const auto sql = [](std::string_view text) { return std::string(text); };
  return "with history as (select " + sql(tool.version) + " as version, " + sql(tool.state) +
         "::text as state, " + sql(tool.age) + " as age, row_number() over (order by " + sql(tool.newest) +
         " desc) as rank from " + table +
         ") "
         "(select version, state, age, false as expected from history where state in ('failed', 'unfinished') "
         "order by rank limit 10) union all "
         "(select version, state, age, false from history where state = 'applied' order by rank limit " +
         (tool.has_heads ? "10" : "1") +
         ") union all "
         "(select version, state, age, true from history where " +
         is_expected(tool, expected) + " limit 1)";
}

}  // namespace lifeguard::postgres
