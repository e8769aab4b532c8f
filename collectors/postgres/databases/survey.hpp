#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "collectors/snapshot.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Looks into the databases one after the other, over one short-lived connection at a time: the only one beside
/// the permanent connection.
class Survey {
 public:
  Survey(const PostgresConfig&, Resolver&);

  /// Visits these databases of the server that the permanent connection has reached, each within the timeout.
  boost::asio::awaitable<void> round(Connection::Address server, std::vector<std::string> databases);
  /// Another server answers: nothing is known of it.
  void forget();

  std::shared_ptr<const Databases> databases() const { return databases_; }
  SamplesPtr samples() const { return samples_; }
  /// How the last round went; nullopt before the first.
  std::optional<PartResult> result() const { return result_; }

 private:
  boost::asio::awaitable<std::unique_ptr<Connection>> connect(Connection::Address server, std::string database,
                                                              Limits limits);
  boost::asio::awaitable<DatabaseVisit> visit(Connection::Address server, std::string database);
  void conclude(Databases found, Seconds took);

  const PostgresConfig& config_;
  Resolver& resolver_;
  std::shared_ptr<const Databases> databases_;
  SamplesPtr samples_;
  std::optional<PartResult> result_;
};

}  // namespace lifeguard::postgres
