#pragma once

#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/identifier.hpp"

namespace lifeguard::postgres {

/// One limit that the server's connections are taken from.
struct Pool {
  std::string name;        // "server", "database shop", "role app"
  std::string limit_name;  // the setting that binds
  int used = 0, limit = 0;
  std::string raise;  // how to raise the limit
};

/// The server's own slots, and each database and role that has a limit; empty while sessions or limits are not
/// known.
std::vector<Pool> pools_of(const Facts&);

}  // namespace lifeguard::postgres
