#include "collectors/postgres/databases/survey.hpp"

#include <boost/system/system_error.hpp>
#include <chrono>

#include "agent/io/within.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/login.hpp"
#include "collectors/postgres/posture/session_timeouts.hpp"
#include "collectors/postgres/schema/look.hpp"
#include "collectors/postgres/schema/metrics.hpp"
#include "collectors/postgres/storage/look.hpp"
#include "collectors/postgres/storage/metrics.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

Survey::Survey(const PostgresConfig& config, Resolver& resolver) : config_(config), resolver_(resolver) {}

void Survey::forget() {
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

asio::awaitable<DatabaseVisit> Survey::visit(Connection::Address server, std::string database) {
  const bool is_own = database == login_of(config_).get("dbname");
  DatabaseVisit visit;
  if (is_own) {
    auto connecting = connect(server, database, Limits::servers);
    const std::unique_ptr<Connection> unlimited = co_await std::move(connecting);
    auto asking = look_at_timeouts(*unlimited);
    visit.timeouts = co_await std::move(asking);
  }
  auto connecting = connect(std::move(server), std::move(database), Limits::ours);
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  auto storage = look_at_storage(*connection, config_, is_own);
  visit.storage = co_await std::move(storage);
  auto schema = look_at_schema(*connection, config_, is_own);
  visit.schema = co_await std::move(schema);
  visit.taken = now();
  co_return visit;
}

asio::awaitable<void> Survey::round(Connection::Address server, std::vector<std::string> databases) {
  const auto start = std::chrono::steady_clock::now();
  Databases found;
  found.own = login_of(config_).get("dbname");
  for (const std::string& database : databases) {
    try {
      auto visiting = visit(server, database);
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
  conclude(std::move(found), std::chrono::steady_clock::now() - start);
}

void Survey::conclude(Databases found, Seconds took) {
  PartResult result{"databases", true, took, ""};
  if (found.visits.empty() && !found.refused.empty()) {
    result.success = false;
    result.error = "databases: " + found.refused.begin()->second;
  }
  result_ = std::move(result);
  std::vector<Sample> samples = storage_samples(found);
  for (Sample& sample : schema_samples(found)) samples.push_back(std::move(sample));
  samples_ = std::make_shared<const std::vector<Sample>>(std::move(samples));
  databases_ = std::make_shared<const Databases>(std::move(found));
}

}  // namespace lifeguard::postgres
