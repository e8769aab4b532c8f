#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "config/secret.hpp"

// DATABASE_URL is written for the app's framework; libpq refuses schemes and parameters that it does not know.
namespace lifeguard {

/// A URL of PostgreSQL in any framework's spelling, or libpq's key=value pairs.
bool is_database_url(std::string_view);

/// The scheme as libpq spells it: "postgresql+asyncpg://", "jdbc:postgresql://", "ecto://" … become
/// "postgresql://". Everything else stays.
std::string with_libpq_scheme(std::string_view url);

/// Also without the parameters that only the framework knows (schema, connection_limit, pgbouncer, …), and with
/// sslmode=no-verify, which is node-postgres's word, as require.
std::string libpq_url(std::string_view url);

/// The first parameter in the URL that no libpq knows; "" when it cannot be named safely.
std::optional<std::string> unknown_parameter(std::string_view url);

/// The nearest parameter that libpq knows.
std::optional<std::string> nearest_parameter(std::string_view name);

/// What to hand to libpq: as given in the config, or as read now from the secret's file, which holds what the
/// framework reads.
std::string database_url(const Secret& dsn);

}  // namespace lifeguard
