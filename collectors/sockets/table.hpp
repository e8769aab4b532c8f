#pragma once

#include <optional>
#include <string_view>

#include "collectors/sockets/facts.hpp"

namespace lifeguard {

/// "0100007F:1538" and "0000000000000000FFFF00000100007F:1538" of /proc/net/tcp and tcp6, which are 32-bit
/// words in the machine's own order: 127.0.0.1:5432. nullopt when it is neither.
std::optional<Endpoint> endpoint_in_hex(std::string_view);

/// Adds the established connections of a /proc/net/tcp or tcp6, as many as `most` in all; `complete` says
/// whether these were all. A line that ends too early, as the last of a text that was cut, is left out.
void add_established(std::string_view table, std::size_t most, Sockets&);

}  // namespace lifeguard
