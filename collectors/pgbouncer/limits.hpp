#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/pgbouncer/facts.hpp"

namespace lifeguard::pgbouncer {

/// One setting of PgBouncer that limits connections.
struct Limit {
  int value = 0;
  std::string name;   // "default_pool_size", "max_db_connections of shop"
  std::string raise;  // how to raise it
};

/// pool_size with its reserve, for one user in one database.
Limit pool_size_limit(const Database&, const User*, const Facts&);
/// Server connections of all pools of a database, or of a user; nullopt when there is no such limit.
std::optional<Limit> database_limit(const Database&);
std::optional<Limit> user_limit(const std::string& user, const Facts&);
/// Clients of PgBouncer.
std::optional<Limit> client_limit(const Facts&);

const User* user_named(const Facts&, const std::string& name);

/// The smallest of those that apply to a pool; nullopt when its database is not known.
std::optional<Limit> limit_of(const PoolRow&, const Facts&);

/// Connections that the clients of a pool, or those of a database or a user under its own limit, may have open
/// at once.
struct Claim {
  std::string pool;           // "shop/app", "database shop", "user app"
  std::string user;           // empty: of several
  std::string address;        // of the server: "10.0.0.7:5432", "local:5432"; empty when not known
  std::optional<Limit> most;  // nullopt when not known
};

/// Of every pool seen so far; none of a PgBouncer whose pools or databases are not known.
std::vector<Claim> claims_of(const Facts&);

}  // namespace lifeguard::pgbouncer
