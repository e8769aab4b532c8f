#pragma once

#include <optional>
#include <string_view>

#include "collectors/redis/facts.hpp"
#include "collectors/redis/fields.hpp"

namespace lifeguard::redis {

/// INFO of Redis 5 to 8 and of Valkey. What a version or a hoster leaves out is absent. `at`: when the answer
/// came. Throws std::runtime_error when it is no INFO.
Info read_info(const Fields&, TimePoint at);

/// INFO of a sentinel; nullopt for any other server.
std::optional<Sentinel> read_sentinel(const Fields&);

/// CLUSTER INFO.
Cluster read_cluster(const Fields&);

/// "7.0.15" → 7; 0 when it is not known.
int major_of(std::string_view version);

}  // namespace lifeguard::redis
