#include "collectors/postgres/databases/survey.hpp"

#include <boost/system/system_error.hpp>
#include <chrono>

#include "agent/io/within.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/login.hpp"

namespace lifeguard::postgres {

namespace asio = boost::asio;

Survey::Survey(const PostgresConfig& config, Resolver& resolver) : config_(config), resolver_(resolver) {}

void Survey::forget() {
  databases_ = nullptr;
  result_.reset();
}

asio::awaitable<std::unique_ptr<Connection>> Survey::connect(Connection::Address server, std::string database) {
  Conninfo conninfo = login_of(config_);
  conninfo.set_hosts({server});
  conninfo.set("dbname", database);
  auto opening = Connection::open(std::move(conninfo), resolver_, config_.timeout, 0);
  std::unique_ptr<Connection> connection = co_await std::move(opening);
  co_return connection;
}

asio::awaitable<DatabaseVisit> Survey::visit(Connection::Address server, std::string database) {
  auto connecting = connect(std::move(server), std::move(database));
  const std::unique_ptr<Connection> connection = co_await std::move(connecting);
  DatabaseVisit visit;
  visit.taken = now();
  co_return visit;
}

asio::awaitable<void> Survey::round(Connection::Address server, std::vector<std::string> databases) {
  const auto start = std::chrono::steady_clock::now();
  auto found = std::make_shared<Databases>();
  for (const std::string& database : databases) {
    try {
      auto visiting = visit(server, database);
      auto limited = within(config_.timeout, std::move(visiting));
      DatabaseVisit seen = co_await std::move(limited);
      found->visits.emplace(database, std::move(seen));
    } catch (const boost::system::system_error& error) {
      if (error.code() == asio::error::operation_aborted) throw;  // we are to end
      found->refused.emplace(database, error.what());
    } catch (const std::exception& error) {
      found->refused.emplace(database, error.what());
    }
  }
  PartResult result{"databases", true, std::chrono::steady_clock::now() - start, ""};
  if (found->visits.empty() && !found->refused.empty()) {
    result.success = false;
    result.error = "databases: " + found->refused.begin()->second;
  }
  result_ = std::move(result);
  databases_ = std::move(found);
}

}  // namespace lifeguard::postgres
