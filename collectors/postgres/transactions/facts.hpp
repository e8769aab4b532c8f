#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "collectors/postgres/facts.hpp"

namespace lifeguard::postgres {

/// Ids after which the server would begin anew: it takes no writes a few million short of them.
constexpr double kIdsUntilWraparound = 2147483648.0;

/// How far a database is from running out of ids: transactions and multixacts since it was last frozen.
struct IdAges {
  std::string database;
  bool allows_connections = true;
  std::int64_t xid = 0, multixact = 0;
};

/// A replication slot for which old rows are kept, with its age in transactions; at least one of them is there.
struct SlotHorizon {
  std::string slot;
  bool logical = false;
  std::string database;                // a logical slot's
  std::optional<int> active_pid;       // of the walsender that serves it
  std::optional<std::int64_t> rows;    // xmin: rows of every table
  std::optional<std::int64_t> system;  // catalog_xmin: rows of the system catalogs
};

struct PreparedTransaction {
  std::string gid, database, role;
  TimePoint prepared;  // server's clock
  Xid xid;
};

/// A vacuum that runs, by its own report.
struct VacuumProgress {
  int pid = 0;
  std::string database;
  std::string relation;  // "public.orders"; its oid when it is not in our own database
  std::string phase;     // "scanning heap"
  std::int64_t blocks = 0, blocks_scanned = 0;
  std::int64_t index_passes = 0;      // above one, its memory was too small for one
  std::optional<double> memory_used;  // share of what it may keep of dead rows before it turns to the indexes
};

/// Part `transactions`: what stays open, what it holds back, and how many ids are left. Ages are in
/// transactions.
struct Transactions {
  TimePoint taken;                                            // server's clock
  std::vector<IdAges> databases;                              // the twenty oldest
  std::int64_t xid_freeze_age = 0, multixact_freeze_age = 0;  // at which autovacuum freezes, whatever else
  std::vector<SlotHorizon> slots;                             // the ten oldest
  std::vector<PreparedTransaction> prepared;                  // the twenty oldest
  std::int64_t prepared_count = 0;
  std::vector<VacuumProgress> vacuums;  // twenty at most
};

}  // namespace lifeguard::postgres
