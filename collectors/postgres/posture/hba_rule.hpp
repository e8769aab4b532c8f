#pragma once

#include <string>

#include "collectors/postgres/posture/facts.hpp"

namespace lifeguard::postgres {

/// True for a row of pg_hba.conf that only the server's own machine can match.
bool is_local(const HbaRule&);

/// Whom the row lets in, as pg_hba.conf has it: "10.0.0.0/8", "samenet", "a local socket".
std::string clients_of(const HbaRule&);

}  // namespace lifeguard::postgres
