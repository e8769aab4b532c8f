#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "agent/io/resolver.hpp"
#include "collectors/pgbouncer/table.hpp"
#include "collectors/postgres/conninfo.hpp"
#include "collectors/postgres/wire.hpp"

namespace lifeguard::pgbouncer {

/// A SHOW that this version does not have.
class NoSuchShow : public ShowError {
 public:
  using ShowError::ShowError;
};

/// PgBouncer's admin console. It speaks the simple protocol only, one command at a time, and refuses startup
/// parameters that it does not know: none is sent beyond user, database and application_name. Not to be used
/// again after an exception other than ShowError, or after a cancellation.
class Console {
 public:
  /// `first_host`: see Wire. Throws Unreachable, whose message says what to do.
  static boost::asio::awaitable<std::unique_ptr<Console>> open(postgres::Conninfo, Resolver&, Seconds timeout,
                                                               int first_host);

  std::string version() const;  // "1.18.0"

  /// SHOW `what`. Throws ShowError when PgBouncer refuses it, and Unreachable when the connection breaks.
  boost::asio::awaitable<Table> show(std::string what);

 private:
  explicit Console(std::unique_ptr<postgres::Wire>);

  std::unique_ptr<postgres::Wire> wire_;
};

}  // namespace lifeguard::pgbouncer
