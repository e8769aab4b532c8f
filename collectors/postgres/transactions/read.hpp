#pragma once

#include "collectors/postgres/rows.hpp"
#include "collectors/postgres/transactions/facts.hpp"

// From result rows to facts. Each throws PgError when a column is missing.
namespace lifeguard::postgres {

/// Sets when the facts were taken, and the ages of the databases.
void read_id_ages(const Rows&, Transactions&);
std::vector<SlotHorizon> read_slot_horizons(const Rows&);
void read_prepared_transactions(const Rows&, Transactions&);
std::vector<VacuumProgress> read_vacuum_progress(const Rows&);

}  // namespace lifeguard::postgres
