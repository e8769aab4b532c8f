#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>

#include "collectors/postgres/connection.hpp"
#include "collectors/postgres/storage/facts.hpp"
#include "collectors/postgres/storage/read.hpp"

namespace lifeguard::postgres {

/// What one visit saw of a database, before what is known from earlier visits is added.
struct StorageLook {
  Storage storage;
  SequenceBatch sequences;
};

/// Asks over a connection to the database; of the sequences, for those with oids above `sequences_after`.
/// Throws PgError when it cannot be known, Unreachable when the connection breaks.
boost::asio::awaitable<StorageLook> look_at_storage(Connection&, std::int64_t sequences_after);

}  // namespace lifeguard::postgres
