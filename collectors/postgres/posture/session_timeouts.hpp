#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>

#include "collectors/postgres/connection.hpp"

namespace lifeguard::postgres {

/// See DatabaseVisit::timeouts. Only over a connection with Limits::servers: the timeouts that Lifeguard gives
/// its own sessions hide the server's, and pg_settings has no other place for them. Throws PgError or
/// Unreachable.
boost::asio::awaitable<std::map<std::string, std::string>> look_at_timeouts(Connection&);

}  // namespace lifeguard::postgres
