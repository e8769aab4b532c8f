#pragma once

#include <span>
#include <string_view>

#include "collectors/pgbouncer/facts.hpp"
#include "collectors/pgbouncer/table.hpp"

namespace lifeguard::pgbouncer {

/// One SHOW: what its answer means, and what is forgotten when there is none.
struct Part {
  enum class Sort {
    usual,
    long_list,  // of all clients or connections: PgBouncer serves nobody while it writes thousands
    recent,     // not in every version
  };
  std::string_view show, name;
  void (*take)(const Table&, Facts&);
  void (*forget)(Facts&);
  Sort sort = Sort::usual;
};

/// Everything that is asked, in order. Never SHOW FDS: it stops PgBouncer's event loop. The one list.
std::span<const Part> parts();

}  // namespace lifeguard::pgbouncer
