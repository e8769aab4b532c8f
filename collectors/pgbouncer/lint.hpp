#pragma once

#include <optional>
#include <string>
#include <vector>

#include "collectors/pgbouncer/facts.hpp"

namespace lifeguard::pgbouncer {

/// A setting that is legal and will hurt.
struct Remark {
  std::string setting;  // by its name in pgbouncer.ini
  bool warning = true;  // false: worth knowing
  std::string what;
  std::string remedy;
};

/// The PostgreSQL behind, as another target sees it.
struct ServerBehind {
  std::string name;
  std::string address;  // its own "10.0.0.7:5432"; empty when not known
  int slots = 0;        // that ordinary roles can use
};

/// What pgbouncer.ini says that will hurt; what was not read is not judged.
std::vector<Remark> lint(const Facts&, const std::optional<ServerBehind>&);

/// Connections that the pools seen so far may open to each server: "10.0.0.7:5432" → 60.
std::map<std::string, int> most_connections(const Facts&);

/// Files that PgBouncer may have open at once. What its process may have open, the console does not tell.
std::optional<int> most_files(const Facts&);

}  // namespace lifeguard::pgbouncer
