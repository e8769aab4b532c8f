#pragma once

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/verdict.hpp"

// Checks of what the roles of applications may do, and for how long.
namespace lifeguard::postgres {

Verdict no_application_superuser(const Facts&);
Verdict no_application_privileges(const Facts&);
Verdict public_cannot_create(const Facts&);
Verdict statements_end(const Facts&);
Verdict idle_transactions_end(const Facts&);

}  // namespace lifeguard::postgres
