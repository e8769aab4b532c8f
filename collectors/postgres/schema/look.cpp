#include "collectors/postgres/schema/look.hpp"

#include "collectors/postgres/login.hpp"
#include "collectors/postgres/queries.hpp"
#include "collectors/postgres/schema/expected_tables.hpp"
#include "collectors/postgres/schema/migration_tools.hpp"
#include "collectors/postgres/schema/read.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

Query once(std::string_view name, const Connection& connection) {
  return {std::string(name), query_text(name, connection.server_version()), false};
}

asio::awaitable<std::vector<MigrationHistory>> read_histories(Connection& connection,
                                                              std::vector<MigrationHistory> histories,
                                                              std::string expected) {
  std::vector<std::size_t> asked;
  std::vector<std::string> texts(histories.size());
  std::vector<Query> queries;
  for (std::size_t i = 0; i < histories.size(); ++i) {
    const MigrationHistory& history = histories[i];
    if (!history.is_known()) continue;
    texts[i] = history_query(*tool_named(history.tool), history.table, expected);
    queries.push_back({"migrations in " + history.table, texts[i], false});
    asked.push_back(i);
  }
  if (queries.empty()) co_return histories;
  const std::vector<Answer> answers = co_await connection.pipeline(std::move(queries));
  for (std::size_t i = 0; i < asked.size(); ++i) {
    MigrationHistory& history = histories[asked[i]];
    try {
      read_history(answers[i].rows(), history);
    } catch (const PgError& error) {
      history.failure = error.what();
    }
  }
  co_return histories;
}

}  // namespace

asio::awaitable<Schema> look_at_schema(Connection& connection, const PostgresConfig& config,
                                       bool is_own_database) {
  Schema schema;
  if (is_own_database) {
    schema.expected_migration = config.expected_migration;
    schema.expected_tables = config.expected_tables;
  }
  const std::string missing_tables = missing_tables_query(schema.expected_tables);
  std::vector<Query> queries;
  queries.push_back(once("schema_rights", connection));
  queries.push_back(once("migration_tables", connection));
  queries.push_back({"expected_tables", missing_tables, false});
  const std::vector<Answer> answers = co_await connection.pipeline(std::move(queries));

  const SchemaRights rights = read_schema_rights(answers[0].rows());
  schema.public_may_create = rights.public_may_create;
  schema.has_timescaledb = rights.has_timescaledb;
  schema.missing_tables = read_missing_tables(answers[2].rows());

  auto reading = read_histories(connection, read_migration_tables(answers[1].rows(), rights.role),
                                schema.expected_migration);
  schema.migrations = co_await std::move(reading);

  if (rights.may_read_jobs) {
    std::vector<Query> jobs;
    jobs.push_back(once("timescaledb_jobs", connection));
    const std::vector<Answer> answered = co_await connection.pipeline(std::move(jobs));
    try {
      schema.jobs = read_jobs(answered.front().rows());
    } catch (const PgError&) {  // another version's views: unknown
    }
  }
  co_return schema;
}

}  // namespace lifeguard::postgres
