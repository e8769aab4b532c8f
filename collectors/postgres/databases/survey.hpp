#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/io/resolver.hpp"
#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/databases/facts.hpp"
#include "collectors/postgres/databases/rotation.hpp"
#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/part.hpp"
#include "collectors/postgres/storage/memory.hpp"
#include "collectors/snapshot.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Looks into the databases one after the other, over one short-lived connection at a time: the only one beside
/// the permanent connection.
class Survey {
 public:
  using Clock = std::chrono::steady_clock;

  Survey(const PostgresConfig&, Resolver&);

  /// The server says who it is. When it is another one, or the same after a restart or a promotion, all that
  /// was seen is forgotten: its statistics are its own.
  void meet(const Identity&);
  /// The target does not answer: there is nothing to visit until it is met again.
  void lose();

  /// Asks the dsn's own database. An answer that could not be had says why.
  boost::asio::awaitable<Answers> ask(Connection::Address server, std::string own, std::vector<Query>);

  bool is_due(Clock::time_point now) const { return reachable_ && now >= due_; }
  /// Visits databases of the server that the permanent connection has reached, each within the timeout. A
  /// database that cannot be visited costs nothing but itself. `own`: the one that the permanent connection is
  /// in.
  boost::asio::awaitable<void> round(Connection::Address server, std::string own);

  /// Null before the first round, and when the last one could visit nothing.
  std::shared_ptr<const Databases> databases() const { return databases_; }
  SamplesPtr samples() const { return samples_; }
  /// How the last round went; nullopt before the first.
  std::optional<PartResult> result() const { return result_; }

 private:
  struct Listing {
    std::unique_ptr<Connection> connection;  // to the own database, which said what there is
    std::vector<std::string> databases;
    std::set<std::string> closed;  // of these, those with a connection limit of 0
  };
  struct Round {
    Databases found;
    std::vector<std::string> all, visited;
    std::set<std::string> closed;
    std::string failure;                         // why not even the list of databases could be had
    std::unique_ptr<Connection> own_connection;  // from that list, until the first visit
  };

  void forget();
  boost::asio::awaitable<std::unique_ptr<Connection>> connect(Connection::Address server, std::string database,
                                                              Limits limits);
  boost::asio::awaitable<Answers> ask_own(Connection::Address server, std::string own, std::vector<Query>);
  boost::asio::awaitable<Listing> list(Connection::Address server, std::string own);
  boost::asio::awaitable<std::map<std::string, std::string>> timeouts_in(Connection::Address server,
                                                                         std::string database);
  /// `connection` is null, or open to the database; the visit ends it.
  boost::asio::awaitable<DatabaseVisit> visit(Connection::Address server, std::string database, bool is_own,
                                              std::unique_ptr<Connection> connection);
  boost::asio::awaitable<void> find_databases(Connection::Address server, Round& round);
  boost::asio::awaitable<void> visit_into(Connection::Address server, std::string database, Round& round);
  void carry_over(Round&) const;
  void conclude(Round, Seconds took);

  const PostgresConfig& config_;
  Resolver& resolver_;
  bool reachable_ = false;
  Clock::time_point due_{};
  std::string server_;  // who was met last
  int generation_ = 0;  // of what is known: a round that another server has overtaken counts for nothing
  Rotation rotation_;
  std::map<std::string, StorageMemory> memories_;
  std::shared_ptr<const Databases> databases_;
  SamplesPtr samples_;
  std::optional<PartResult> result_;
};

}  // namespace lifeguard::postgres
