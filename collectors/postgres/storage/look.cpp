#include "collectors/postgres/storage/look.hpp"

#include <string>
#include <string_view>

#include "collectors/postgres/part.hpp"

namespace lifeguard::postgres {

boost::asio::awaitable<StorageLook> look_at_storage(Connection& connection, std::int64_t sequences_after) {
  const std::string after =
      "select set_config('lifeguard.sequences_after', '" + std::to_string(sequences_after) + "', false)";
  std::vector<Query> queries = files(
      {"database_size", "tables", "invalid_indexes", "unused_indexes", "unindexed_foreign_keys", "sequences"},
      connection.server_version());
  queries.insert(queries.end() - 1, Query{"sequences_after", after, false});
  std::vector<Answer> received = co_await connection.pipeline(queries);
  Answers answers;
  for (std::size_t i = 0; i < queries.size(); ++i) answers.add(queries[i].name, std::move(received[i]));

  StorageLook look;
  look.storage = read_database_size(answers.rows("database_size"));
  look.storage.tables = read_tables(answers.rows("tables"));
  look.storage.invalid_indexes = read_indexes(answers.rows("invalid_indexes"));
  look.storage.unused_indexes = read_indexes(answers.rows("unused_indexes"));
  look.storage.unindexed_foreign_keys = read_foreign_keys(answers.rows("unindexed_foreign_keys"));
  try {
    look.sequences = read_sequences(answers.rows("sequences"));
  } catch (const PgError& error) {
    constexpr std::string_view kLockNotAvailable = "55P03";
    if (error.sqlstate() != kLockNotAvailable) throw;
    // Somebody locked one in between: the next visit reads this batch.
  }
  co_return look;
}

}  // namespace lifeguard::postgres
