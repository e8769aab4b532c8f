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

/// What pgbouncer.ini says that will hurt; what was not read is not judged.
std::vector<Remark> lint(const Facts&);

/// Files that PgBouncer may have open at once. What its process may have open, the console does not tell.
std::optional<int> most_files(const Facts&);

}  // namespace lifeguard::pgbouncer
