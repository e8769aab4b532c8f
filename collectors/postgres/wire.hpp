#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "agent/io/resolver.hpp"
#include "base/time.hpp"
#include "collectors/collector.hpp"
#include "collectors/postgres/conninfo.hpp"
#include "collectors/postgres/rows.hpp"

struct pg_conn;

namespace lifeguard::postgres {

using Result = std::unique_ptr<pg_result, Rows::Clear>;

/// libpq on the event loop: connects, writes and reads without ever blocking it. What is said over it is up to
/// its two users, a server's Connection and PgBouncer's Console. Not to be used again after an exception or a
/// cancellation.
class Wire {
 public:
  /// What to make of libpq's words about a failed connection.
  using Explain = Unreachable (*)(const std::string& endpoint, std::string_view libpq_message);

  /// Connects to the first host that will have us, names resolved by us: libpq would block on them.
  /// `first_host` says with which of the hosts to begin, modulo their number: libpq waits for ever for one that
  /// accepts and does not answer. Throws Unreachable.
  static boost::asio::awaitable<std::unique_ptr<Wire>> open(Conninfo, Resolver&, Seconds timeout,
                                                            int first_host, Explain);

  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  pg_conn* get() const { return connection_.get(); }

  /// Until all that was sent has left us.
  boost::asio::awaitable<void> flush();
  /// Waits for what PQgetResult gives, null included.
  boost::asio::awaitable<Result> next_result();
  /// Throws Unreachable with what libpq says.
  [[noreturn]] void broken() const;

 private:
  struct Finish {
    void operator()(pg_conn*) const;
  };

  explicit Wire(boost::asio::any_io_executor);
  void watch();
  boost::asio::awaitable<void> handshake(std::string endpoint, Explain explain);

  std::unique_ptr<pg_conn, Finish> connection_;  // outlives the descriptor, which only watches its socket
  boost::asio::posix::stream_descriptor socket_;
};

}  // namespace lifeguard::postgres
