#pragma once

#include <string>
#include <vector>

#include "collectors/snapshot.hpp"

namespace lifeguard::compat {

/// The names of pgbouncer_exporter. `server`: where the config points, "db:5432".
void write_pgbouncer(const Snapshot&, const std::string& server, std::vector<Sample>&);

}  // namespace lifeguard::compat
