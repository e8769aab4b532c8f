#include "collectors/postgres/transactions/read.hpp"

namespace lifeguard::postgres {
namespace {

std::optional<int> to_int(std::optional<std::int64_t> value) {
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

}  // namespace

void read_id_ages(const Rows& rows, Transactions& transactions) {
  if (rows.size() == 0) throw PgError("", "xid_ages: expected a row for every database");
  transactions.taken = rows.column("taken").time(0);
  transactions.xid_freeze_age = rows.column("xid_freeze_age").integer(0);
  transactions.multixact_freeze_age = rows.column("multixact_freeze_age").integer(0);
  const auto database = rows.column("database"), allows_connections = rows.column("allows_connections"),
             xid = rows.column("xid_age"), multixact = rows.column("multixact_age");
  for (int row = 0; row < rows.size(); ++row) {
    transactions.databases.push_back({std::string(database.text(row)), allows_connections.boolean(row),
                                      xid.integer(row), multixact.integer(row)});
  }
}

std::vector<SlotHorizon> read_slot_horizons(const Rows& rows) {
  const auto slot = rows.column("slot"), logical = rows.column("logical"), database = rows.column("database"),
             active_pid = rows.column("active_pid"), xmin = rows.column("xmin_age"),
             catalog_xmin = rows.column("catalog_xmin_age");
  std::vector<SlotHorizon> slots;
  for (int row = 0; row < rows.size(); ++row) {
    slots.push_back({std::string(slot.text(row)), logical.boolean(row), std::string(database.text(row)),
                     to_int(active_pid.integer_or_null(row)), xmin.integer_or_null(row),
                     catalog_xmin.integer_or_null(row)});
  }
  return slots;
}

void read_prepared_transactions(const Rows& rows, Transactions& transactions) {
  const auto gid = rows.column("gid"), database = rows.column("database"), role = rows.column("role"),
             prepared = rows.column("prepared"), xid = rows.column("xid"), xid_age = rows.column("xid_age"),
             total = rows.column("total");
  if (rows.size() > 0) transactions.prepared_count = total.integer(0);
  for (int row = 0; row < rows.size(); ++row) {
    transactions.prepared.push_back({std::string(gid.text(row)), std::string(database.text(row)),
                                     std::string(role.text(row)), prepared.time(row),
                                     Xid{static_cast<std::uint32_t>(xid.integer(row)), xid_age.integer(row)}});
  }
}

std::vector<VacuumProgress> read_vacuum_progress(const Rows& rows) {
  const auto pid = rows.column("pid"), database = rows.column("database"), relation = rows.column("relation"),
             phase = rows.column("phase"), blocks = rows.column("heap_blocks"),
             scanned = rows.column("heap_blocks_scanned"), passes = rows.column("index_passes"),
             memory = rows.column("memory_used");
  std::vector<VacuumProgress> vacuums;
  for (int row = 0; row < rows.size(); ++row) {
    VacuumProgress vacuum;
    vacuum.pid = static_cast<int>(pid.integer(row));
    vacuum.database = database.text(row);
    vacuum.relation = relation.text(row);
    vacuum.phase = phase.text(row);
    vacuum.blocks = blocks.integer(row);
    vacuum.blocks_scanned = scanned.integer(row);
    vacuum.index_passes = passes.integer(row);
    if (!memory.is_null(row)) vacuum.memory_used = memory.real(row);
    vacuums.push_back(std::move(vacuum));
  }
  return vacuums;
}

}  // namespace lifeguard::postgres
