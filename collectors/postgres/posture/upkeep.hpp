#pragma once

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/posture/verdict.hpp"

// Checks of what outlives a crash, a damaged disk and a restart.
namespace lifeguard::postgres {

Verdict commits_survive(const Facts&);
Verdict damage_is_noticed(const Facts&);
Verdict wal_is_archived(const Facts&);
Verdict nothing_waits_for_restart(const Facts&);

}  // namespace lifeguard::postgres
