#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "agent/io/resolver.hpp"
#include "base/time.hpp"
#include "collectors/postgres/conninfo.hpp"
#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/wire.hpp"

namespace lifeguard::postgres {

/// A parameterless query; `name` is that of its prepared statement and in messages.
struct Query {
  std::string name;
  std::string_view sql;  // must live until the answer is there
  bool prepared = true;  // false for a text that is not asked again on this connection
};

/// What became of one query of a pipeline.
struct Answer {
  std::variant<Rows, PgError> outcome;
  Seconds took{};  // from sending the pipeline until this answer was complete

  const Rows& rows() const;  // throws the PgError
};

/// Which timeouts end the statements and transactions of a connection: those of Lifeguard, set at its start, or
/// what the server has for the role, for when just that is asked.
enum class Limits { ours, servers };

/// A session on a PostgreSQL server. Not to be used again after an exception or a cancellation.
class Connection {
 public:
  /// Connects as Wire does (target_session_attrs honoured). Sends no more at start than
  /// user, database, application_name and `options`, which hold the limits on our own statements: a pooler
  /// that refuses or swallows them is recognised, since SET through it would reach the application's sessions.
  /// Throws Unreachable, whose message says what to do.
  static boost::asio::awaitable<std::unique_ptr<Connection>> open(Conninfo, Resolver&, Seconds timeout,
                                                                  int first_host, Limits = Limits::ours);

  int server_version() const;  // 150018

  /// The one host that we are connected to, and its address when it is not a socket.
  using Address = std::pair<Conninfo::Host, std::string>;
  Address address() const;
  /// The database that we are in: the dsn's, or the one libpq takes when the dsn names none.
  std::string database() const;

  /// All queries in one round trip, one sync each, so that a failure costs only its own answer. Answers come in
  /// the order of the queries. Throws Unreachable when the connection breaks.
  boost::asio::awaitable<std::vector<Answer>> pipeline(std::vector<Query> queries);

 private:
  explicit Connection(std::unique_ptr<Wire>);
  void send(const Query&);
  boost::asio::awaitable<Answer> receive(Query query);

  std::unique_ptr<Wire> wire_;
  std::set<std::string> prepared_;
};

}  // namespace lifeguard::postgres
