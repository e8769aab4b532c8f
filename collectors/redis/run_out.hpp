#pragma once

#include <string>
#include <string_view>

#include "collectors/redis/session.hpp"

namespace lifeguard::redis {

/// Of commands that were sent at once, which one the time went to: one of the answered, or the one after them,
/// waited for until `so_far`. INFO, the first, never is: without it nothing is known.
std::size_t slowest(const Progress&, Seconds so_far);

/// What that one took of it, after the answer before it.
Seconds own_time(const Progress&, std::size_t which, Seconds so_far);

/// "CLIENT LIST: 340 KiB of 1.2 MiB came within 3.0 s": why there is no answer after `so_far`.
std::string too_slow(std::string_view command, const RespReader::UnderWay&, Seconds so_far);

}  // namespace lifeguard::redis
