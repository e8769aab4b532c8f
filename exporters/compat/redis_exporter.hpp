#pragma once

#include <string>
#include <vector>

#include "collectors/snapshot.hpp"

namespace lifeguard::compat {

/// The names of redis_exporter. `server`: where the config points, "db:5432".
void write_redis(const Snapshot&, const std::string& server, std::vector<Sample>&);

}  // namespace lifeguard::compat
