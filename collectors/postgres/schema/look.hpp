#pragma once

#include <boost/asio/awaitable.hpp>

#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/schema/facts.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Asks over a connection to the database. Throws PgError when it cannot be known, Unreachable when the
/// connection breaks.
boost::asio::awaitable<Schema> look_at_schema(Connection&, const PostgresConfig&, bool is_own_database);

}  // namespace lifeguard::postgres
