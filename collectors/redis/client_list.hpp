#pragma once

#include <optional>
#include <string_view>

#include "collectors/redis/facts.hpp"

namespace lifeguard::redis {

/// CLIENT LIST by who they are; never one by one beyond a few of each as evidence. `own` is the id of our
/// connection, where it is known. Replicas and masters are left out.
ClientList read_clients(std::string_view text, std::optional<std::int64_t> own, TimePoint at);

}  // namespace lifeguard::redis
