#include "collectors/postgres/databases/survey.hpp"

#include <algorithm>

#include "collectors/collector.hpp"
#include "collectors/postgres/databases/attempt.hpp"
#include "collectors/postgres/databases/metrics.hpp"
#include "collectors/postgres/databases/report.hpp"
#include "collectors/postgres/identifier.hpp"
#include "collectors/postgres/login.hpp"
#include "collectors/postgres/part.hpp"
#include "collectors/postgres/posture/session_timeouts.hpp"
#include "collectors/postgres/schema/look.hpp"
#include "collectors/postgres/storage/look.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

namespace {

// Not at once: what a round ran into may be too much load.
constexpr std::chrono::seconds kRetry{60};

std::string closed_on_purpose(const std::string& database) {
  return "closed on purpose, by its connection limit of 0; ALTER DATABASE " + quoted_identifier(database) +
         " CONNECTION LIMIT -1 opens it";
}

}  // namespace

Survey::Survey(const PostgresConfig& config, Resolver& resolver) : config_(config), resolver_(resolver) {}

void Survey::meet(const Identity& identity) {
  const std::string server =
      identity.system_identifier + " " + rfc3339(identity.started) + (identity.in_recovery ? " standby" : "");
  if (server != server_) forget();
  server_ = server;
  reachable_ = true;
}

void Survey::lose() {
  reachable_ = false;
}

void Survey::forget() {
  ++generation_;
  due_ = {};
  memories_.clear();
  databases_ = nullptr;
  samples_ = nullptr;
  result_.reset();
}

asio::awaitable<std::unique_ptr<Connection>> Survey::connect(Connection::Address server, std::string database,
                                                             Limits limits) {
  Conninfo conninfo = login_of(config_);
  conninfo.set_hosts({server});
  conninfo.set("dbname", database);
  auto opening = Connection::open(std::move(conninfo), resolver_, config_.timeout, 0, limits);
  std::unique_ptr<Connection> connection = co_await std::move(opening);
  co_return connection;
}

asio::awaitable<std::map<std::string, std::string>> Survey::timeouts_in(Connection::Address server,
                                                                        std::string database) {
  auto connecting = connect(std::move(server), std::move(database), Limits::servers);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  auto asking = look_at_timeouts(*connection);
  std::map<std::string, std::string> timeouts = co_await std::move(asking);
  co_return timeouts;
}

asio::awaitable<Survey::Listing> Survey::list(Connection::Address server, std::string own) {
  auto connecting = connect(std::move(server), std::move(own), Limits::ours);
  Listing listing;
  listing.connection = co_await std::move(connecting);
  auto asking =
      listing.connection->pipeline(files({"visitable_databases"}, listing.connection->server_version()));
  const std::vector<Answer> answers = co_await std::move(asking);
  const Rows& rows = answers.front().rows();
  const auto database = rows.column("database"), is_closed = rows.column("is_closed");
  for (int row = 0; row < rows.size(); ++row) {
    listing.databases.emplace_back(database.text(row));
    if (is_closed.boolean(row)) listing.closed.emplace(database.text(row));
  }
  co_return listing;
}

asio::awaitable<DatabaseVisit> Survey::visit(Connection::Address server, std::string database, bool is_own,
                                             std::unique_ptr<Connection> connection) {
  const int generation = generation_;
  const std::int64_t sequences_after = memories_[database].sequences_after();
  if (!connection) {
    auto connecting = connect(server, database, Limits::ours);
    connection = co_await std::move(connecting);
  }
  DatabaseVisit visit;
  auto looking = look_at_storage(*connection, sequences_after);
  StorageLook storage = co_await std::move(looking);
  auto schema = look_at_schema(*connection, config_, is_own);
  visit.schema = co_await std::move(schema);
  connection.reset();
  if (is_own) {
    auto asking = timeouts_in(std::move(server), database);
    visit.timeouts = co_await std::move(asking);
  }
  visit.taken = now();
  // Another server's memory is not to be mixed with this one's.
  if (generation == generation_) visit.storage = memories_[database].remember(std::move(storage));
  co_return visit;
}

asio::awaitable<Answers> Survey::ask_own(Connection::Address server, std::string own,
                                         std::vector<Query> queries) {
  auto connecting = connect(std::move(server), std::move(own), Limits::ours);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  auto asking = connection->pipeline(queries);
  std::vector<Answer> answered = co_await std::move(asking);
  Answers answers;
  for (std::size_t i = 0; i < queries.size(); ++i) answers.add(queries[i].name, std::move(answered.at(i)));
  co_return answers;
}

asio::awaitable<Answers> Survey::ask(Connection::Address server, std::string own, std::vector<Query> queries) {
  auto asking = ask_own(std::move(server), std::move(own), queries);
  auto attempting = attempt(config_.timeout, std::move(asking));
  Outcome<Answers> outcome = co_await std::move(attempting);
  if (outcome.result) co_return std::move(*outcome.result);
  Answers failed;
  for (const Query& query : queries) {
    Answer answer;
    answer.outcome = PgError("", query.name + ": " + outcome.failure);
    failed.add(query.name, std::move(answer));
  }
  co_return failed;
}

asio::awaitable<void> Survey::find_databases(Connection::Address server, Round& round) {
  auto listing = list(std::move(server), round.found.own);
  auto attempting = attempt(config_.timeout, std::move(listing));
  Outcome<Listing> outcome = co_await std::move(attempting);
  round.failure = outcome.failure;
  if (!outcome.result) co_return;
  round.all = std::move(outcome.result->databases);
  round.closed = std::move(outcome.result->closed);
  round.own_connection = std::move(outcome.result->connection);
}

asio::awaitable<void> Survey::visit_into(Connection::Address server, std::string database, Round& round) {
  const bool is_own = database == round.found.own;
  std::unique_ptr<Connection> connection = std::move(round.own_connection);
  if (!is_own) connection.reset();
  if (round.closed.contains(database)) {
    round.found.refused.emplace(database, closed_on_purpose(database));
    co_return;
  }
  auto visiting = visit(std::move(server), database, is_own, std::move(connection));
  auto attempting = attempt(config_.timeout, std::move(visiting));
  Outcome<DatabaseVisit> outcome = co_await std::move(attempting);
  if (outcome.result) {
    round.found.visits.emplace(database, std::move(*outcome.result));
  } else {
    round.found.refused.emplace(database, outcome.failure);
  }
}

asio::awaitable<void> Survey::round(Connection::Address server, std::string own) {
  const auto start = Clock::now();
  due_ = start + std::chrono::duration_cast<Clock::duration>(config_.databases_interval);
  const int generation = generation_;
  Round round;
  round.found.own = std::move(own);
  round.all = config_.databases;
  if (round.all.empty()) co_await find_databases(server, round);
  round.visited = rotation_.next(round.found.own, round.all);
  for (const std::string& database : round.visited) {
    if (generation == generation_ && reachable_) co_await visit_into(server, database, round);
  }
  if (generation != generation_) co_return;
  if (reachable_) conclude(std::move(round), Clock::now() - start);
  if (!reachable_ || !databases_) due_ = std::min(due_, start + kRetry);
}

// What this round did not go to is known from the one that did.
void Survey::carry_over(Round& round) const {
  Databases& found = round.found;
  for (const std::string& database : round.all) {
    if (found.visits.contains(database) || found.refused.contains(database)) continue;
    if (databases_ && databases_->visits.contains(database)) {
      found.visits.emplace(database, databases_->visits.at(database));
    } else if (databases_ && databases_->refused.contains(database)) {
      found.refused.emplace(database, databases_->refused.at(database));
    } else {
      found.waiting.insert(database);
    }
  }
}

void Survey::conclude(Round round, Seconds took) {
  carry_over(round);
  const Databases& found = round.found;
  std::erase_if(memories_, [&](const auto& memory) {
    return !found.visits.contains(memory.first) && !found.is_unseen(memory.first);
  });
  result_ = report(found, round.failure, round.visited.size(), took);
  samples_ = nullptr;
  databases_ = nullptr;
  if (!result_->success) return;
  samples_ = std::make_shared<const std::vector<Sample>>(database_samples(found));
  databases_ = std::make_shared<const Databases>(std::move(round.found));
}

}  // namespace lifeguard::postgres
