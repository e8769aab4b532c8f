#pragma once

#include <optional>
#include <string>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/facts.hpp"

namespace lifeguard::postgres {

/// What holds for a session of the role in the database unless the application sets another itself: as set for
/// the role in the database, for the role, for the database, or by the server. Nullopt when the server's own is
/// not known.
std::optional<std::string> timeout_of(const ApplicationRole&, const std::string& name, const Facts&);

/// "0", "0ms": never.
bool is_never(const std::string& timeout);

}  // namespace lifeguard::postgres
