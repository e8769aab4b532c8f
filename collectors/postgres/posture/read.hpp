#pragma once

#include "collectors/postgres/part.hpp"
#include "collectors/postgres/posture/facts.hpp"

namespace lifeguard::postgres {

/// From what was answered to the part's queries. Throws PgError.
Posture read_posture(const Answers&);

}  // namespace lifeguard::postgres
