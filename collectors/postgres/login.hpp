#pragma once

#include "collectors/postgres/conninfo.hpp"
#include "config/config.hpp"

namespace lifeguard::postgres {

/// Where to connect and as whom, by the dsn and the password as they are now. Throws std::invalid_argument for
/// a dsn that cannot be read, and std::runtime_error for a secret's file that cannot.
Conninfo login_of(const PostgresConfig&);

}  // namespace lifeguard::postgres
