#include "collectors/postgres/databases/survey.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>

#include "agent/io/within.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/databases/metrics.hpp"
#include "collectors/postgres/databases/report.hpp"
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

asio::awaitable<std::vector<std::string>> Survey::list(Connection::Address server, std::string own) {
  auto connecting = connect(std::move(server), std::move(own), Limits::ours);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  auto asking = connection->pipeline(files({"visitable_databases"}, connection->server_version()));
  const std::vector<Answer> answers = co_await std::move(asking);
  const Rows& rows = answers.front().rows();
  const auto database = rows.column("database");
  std::vector<std::string> databases;
  for (int row = 0; row < rows.size(); ++row) databases.emplace_back(database.text(row));
  co_return databases;
}

asio::awaitable<DatabaseVisit> Survey::visit(Connection::Address server, std::string database, bool is_own) {
  const int generation = generation_;
  const std::int64_t sequences_after = memories_[database].sequences_after();
  DatabaseVisit visit;
  if (is_own) {
    auto connecting = connect(server, database, Limits::servers);
    const std::unique_ptr<Connection> unlimited = co_await std::move(connecting);
    auto asking = look_at_timeouts(*unlimited);
    visit.timeouts = co_await std::move(asking);
  }
  auto connecting = connect(std::move(server), database, Limits::ours);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  auto looking = look_at_storage(*connection, sequences_after);
  StorageLook storage = co_await std::move(looking);
  auto schema = look_at_schema(*connection, config_, is_own);
  visit.schema = co_await std::move(schema);
  visit.taken = now();
  // Another server's memory is not to be mixed with this one's.
  if (generation == generation_) visit.storage = memories_[database].remember(std::move(storage));
  co_return visit;
}

asio::awaitable<std::vector<Answer>> Survey::ask_own(Connection::Address server, std::string own,
                                                     std::vector<Query> queries) {
  auto connecting = connect(std::move(server), std::move(own), Limits::ours);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  std::vector<Answer> answers = co_await connection->pipeline(std::move(queries));
  co_return answers;
}

asio::awaitable<Answers> Survey::ask(Connection::Address server, std::string own, std::vector<Query> queries) {
  std::vector<Answer> received;
  std::string failure;
  try {
    auto asking = ask_own(std::move(server), std::move(own), queries);
    auto limited = within(config_.timeout, std::move(asking));
    received = co_await std::move(limited);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;  // we are to end
    failure = error.what();
  } catch (const std::exception& error) {
    failure = error.what();
  }
  Answers answers;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    Answer answer;
    if (i < received.size()) {
      answer = std::move(received[i]);
    } else {
      answer.outcome = PgError("", queries[i].name + ": " + failure);
    }
    answers.add(queries[i].name, std::move(answer));
  }
  co_return answers;
}

asio::awaitable<void> Survey::find_databases(Connection::Address server, Round& round) {
  try {
    auto listing = list(std::move(server), round.found.own);
    auto limited = within(config_.timeout, std::move(listing));
    round.all = co_await std::move(limited);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;  // we are to end
    round.failure = error.what();
  } catch (const std::exception& error) {
    round.failure = error.what();
  }
}

asio::awaitable<void> Survey::visit_into(Connection::Address server, std::string database, Databases& found) {
  try {
    auto visiting = visit(std::move(server), database, database == found.own);
    auto limited = within(config_.timeout, std::move(visiting));
    DatabaseVisit seen = co_await std::move(limited);
    found.visits.emplace(database, std::move(seen));
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) throw;  // we are to end
    found.refused.emplace(database, error.what());
  } catch (const std::exception& error) {
    found.refused.emplace(database, error.what());
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
    if (generation == generation_ && reachable_) co_await visit_into(server, database, round.found);
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
