#include "collectors/vector/pgvector/pgvector.hpp"

#include <algorithm>
#include <boost/asio/use_awaitable.hpp>

#include "agent/io/within.hpp"
#include "collectors/postgres/conninfo.hpp"
#include "collectors/postgres/login.hpp"
#include "collectors/postgres/queries.hpp"
#include "collectors/vector/pgvector/model.hpp"
#include "collectors/vector/pgvector/read.hpp"
#include "config/database_url.hpp"

namespace lifeguard::vector_store {

using namespace pgvector;
using postgres::Answer;
using postgres::Connection;
using postgres::Conninfo;
using postgres::PgError;
using postgres::Query;

namespace {

// An exact scan reads the whole table: of a large one it is not worth its price.
constexpr Seconds kExactScans{0.5};

constexpr auto kCancelled = "57014";  // query_canceled: the statement_timeout

constexpr int kOldest = 120000;

/// What the server refuses, or has no time for, says nothing of an index; that it is damaged (class XX) does.
const postgres::Rows& rows_of(const Answer& answer) {
  try {
    return answer.rows();
  } catch (const PgError& error) {
    if (error.sqlstate().starts_with("XX")) throw StoreError(error.what());
    if (error.sqlstate() == kCancelled) throw TooSlow(error.what());
    throw NoAnswer(error.what());
  }
}

}  // namespace

Pgvector::Pgvector(const VectorConfig& config, PostgresConfig postgres, Resolver& resolver,
                   std::shared_ptr<OwnScans> own_scans)
    : config_(std::move(postgres)),
      resolver_(resolver),
      timeout_(config.timeout),
      space_(config.space),
      own_scans_(std::move(own_scans)) {}

void Pgvector::begin() {
  scanned_ = Seconds(0);
  searched_ = 0;
}

std::string Pgvector::endpoint() const {
  return Conninfo(database_url(config_.dsn)).endpoint();
}

std::string Pgvector::identity() const {
  const Conninfo conninfo(database_url(config_.dsn));
  return conninfo.endpoint() + "/" + conninfo.get("dbname");
}

asio::awaitable<std::unique_ptr<Connection>> Pgvector::open() {
  refusal_.respect(database_url(config_.dsn) + '\n' + config_.password.read());
  try {
    // Should this attempt hang until we are cancelled, the next one begins with another host.
    const int first_host = first_host_++;
    auto opening = Connection::open(postgres::login_of(config_), resolver_, timeout_, first_host);
    std::unique_ptr<Connection> connection = co_await std::move(opening);
    first_host_ = first_host;
    if (connection->server_version() < kOldest)
      throw Unreachable("the server is older than PostgreSQL 12, which Lifeguard does not watch",
                        Unreachable::Retry::only_after_change);
    refusal_.forget();
    co_return connection;
  } catch (const std::invalid_argument& error) {
    throw Unreachable(error.what(), Unreachable::Retry::only_after_change);
  } catch (const Unreachable& error) {
    refusal_.remember(error);
    throw;
  }
}

asio::awaitable<std::vector<Answer>> Pgvector::ask(std::vector<std::string> statements, Seconds limit,
                                                   Scan scan) {
  auto asking = ask_over(std::move(statements), limits(limit, scan));
  auto limited = within(timeout_, std::move(asking));
  try {
    co_return co_await std::move(limited);
  } catch (const Timeout& error) {
    throw TooSlow(error.what());
  }
}

asio::awaitable<std::vector<Answer>> Pgvector::ask_over(std::vector<std::string> statements,
                                                        std::string limits) {
  // It comes back only after a clean round trip: whatever happens in between, the next one connects anew.
  std::unique_ptr<Connection> connection = std::move(connection_);
  if (!connection) {
    auto opening = open();
    connection = co_await std::move(opening);
  }
  std::vector<Query> queries{{"begin", "begin read only", false}, {"limits", limits, false}};
  for (const std::string& each : statements) queries.push_back({"pgvector", each, false});
  queries.push_back({"rollback", "rollback", false});
  auto sending = connection->pipeline(queries);
  std::vector<Answer> answers = co_await std::move(sending);
  connection_ = std::move(connection);
  rows_of(answers.at(1));  // throws when the limits do not hold
  answers.pop_back();
  answers.erase(answers.begin(), answers.begin() + 2);
  co_return answers;
}

asio::awaitable<void> Pgvector::look() {
  std::vector<std::string> statements;
  for (const char* name : {"vector_extension", "vector_columns"})
    statements.emplace_back(postgres::query_text(name, kOldest));
  extension_.reset();
  columns_.clear();
  auto asking = ask(std::move(statements), timeout_, Scan::any);
  const std::vector<Answer> answers = co_await std::move(asking);
  extension_ = read_extension(rows_of(answers.at(0)));
  columns_ = read_columns(rows_of(answers.at(1)));
  for (Column& each : columns_) each.wanted_space = space_;
}

asio::awaitable<Readiness> Pgvector::readiness() {
  auto looking = look();
  co_await std::move(looking);
  Readiness readiness;
  readiness.ready = extension_.has_value();
  if (extension_) {
    readiness.version = extension_->version;
  } else {
    readiness.why_not =
        "the database that the dsn names does not have extension vector: CREATE EXTENSION vector";
  }
  co_return readiness;
}

// By the same look as readiness().
asio::awaitable<Listing> Pgvector::collections(std::vector<std::string> wanted) {
  if (!extension_) throw StoreError("extension vector is not there, and so are no columns of vectors");
  Listing listing = listing_from(columns_, wanted, *extension_);
  for (Collection& each : listing.collections) {
    const std::string unused = scans_.take(known(each), *own_scans_, now());
    if (each.trouble.empty()) each.trouble = unused;
  }
  co_return listing;
}

const Column& Pgvector::known(const Collection& collection) const {
  const auto found = std::ranges::find_if(
      columns_, [&](const Column& each) { return pgvector::name_of(each) == collection.id; });
  if (!extension_ || found == columns_.end()) throw StoreError("column " + collection.name + " is gone");
  return *found;
}

asio::awaitable<Column> Pgvector::column_of(Collection collection) {
  auto looking = look();
  co_await std::move(looking);
  const Column& column = known(collection);
  if (!index_of(column) || !index_of(column)->valid)
    throw NotOffered("column " + collection.name + " has no valid index, so that every search is exact");
  co_return column;
}

asio::awaitable<std::vector<StoredVector>> Pgvector::sample(Collection collection, int count) {
  auto finding = column_of(collection);
  const Column column = co_await std::move(finding);
  if (!column.readable)
    throw NoAnswer("role \"" + extension_->role + "\" may not read " + collection.name + ": " +
                   grants_for(column, extension_->role));
  std::vector<StoredVector> stored;
  for (const double percent : {sampled_percent(column), 100.0}) {
    std::vector<std::string> statements{pgvector::sample(column, *index_of(column), count, percent)};
    auto asking = ask(std::move(statements), timeout_, Scan::any);
    const std::vector<Answer> answers = co_await std::move(asking);
    stored = read_sample(rows_of(answers.front()));
    // The pages that were picked may hold no row.
    if (!stored.empty() || percent >= 100) break;
  }
  co_return stored;
}

asio::awaitable<std::vector<Neighbour>> Pgvector::search(Collection collection, std::vector<float> values,
                                                         int count) {
  const Column& column = known(collection);
  std::vector<std::string> statements{nearest(column, *index_of(column), *extension_, values, count)};
  ++own_scans_->by_column[collection.id].of_index;
  own_scans_->most_in_a_round = std::max(own_scans_->most_in_a_round, ++searched_);
  auto asking = ask(std::move(statements), timeout_, Scan::by_index);
  const std::vector<Answer> answers = co_await std::move(asking);
  co_return read_neighbours(rows_of(answers.front()));
}

asio::awaitable<std::optional<std::vector<Neighbour>>> Pgvector::exact_search(Collection collection,
                                                                              std::vector<float> values,
                                                                              int count) {
  const Column& column = known(collection);
  const Seconds left = kExactScans - scanned_;
  if (left < kExactScans / 10) co_return std::nullopt;
  std::vector<std::string> statements{nearest(column, *index_of(column), *extension_, values, count)};
  const auto start = std::chrono::steady_clock::now();
  ++own_scans_->by_column[collection.id].of_table;
  auto asking = ask(std::move(statements), left, Scan::exact);
  const std::vector<Answer> answers = co_await std::move(asking);
  scanned_ += std::chrono::steady_clock::now() - start;
  try {
    co_return read_neighbours(answers.front().rows());
  } catch (const PgError& error) {
    if (error.sqlstate() != kCancelled) rows_of(answers.front());
  }
  scanned_ = kExactScans;
  co_return std::nullopt;
}

asio::awaitable<void> Pgvector::round_trip(int, std::vector<float>) {
  throw NotOffered("a vector is not written into PostgreSQL: Lifeguard has no table of its own there");
  co_return;
}

}  // namespace lifeguard::vector_store
