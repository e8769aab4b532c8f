#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"

namespace lifeguard::postgres {

/// A migration that did not end well: its tool wants it mended before it goes on.
struct BrokenMigration {
  std::string version;
  bool unfinished = false;     // begun and neither ended nor failed: perhaps it still runs
  std::optional<Seconds> age;  // since it began, at the look; only some tools write that down
};

/// One tool's table of what it has applied.
struct MigrationHistory {
  std::string tool;                 // "Flyway"
  std::string table;                // as SQL names it: public."__EFMigrationsHistory"
  bool locked = false;              // or somebody waits to lock it, so that it was not read
  bool only_stands = false;         // it says where the database stands, not what was ever applied
  std::string migrate, mend;        // what to run when a migration is missing, and when one is broken
  std::string grant;                // what would let us read it; empty when we may
  std::string failure;              // why it was not read in spite of that
  std::vector<std::string> newest;  // applied last; Alembic may have several heads
  bool has_expected = false;        // false too when none is expected
  std::vector<BrokenMigration> broken;

  bool is_known() const { return !locked && grant.empty() && failure.empty(); }
};

/// A background job of TimescaleDB.
struct TimescaleJob {
  std::int64_t id = 0;
  std::string procedure;  // policy_retention
  std::string relation;   // the hypertable or continuous aggregate that it works on
  bool refreshes_aggregate = false;
  bool failed = false;                    // its last run
  std::int64_t runs = 0, failures = 0;    // since the job was made
  std::optional<TimePoint> last_success;  // server's clock
  std::optional<Seconds> behind;          // by how much it should have run before; negative: it is due then
};

/// Of one database: the state of its migrations, what is missing, and TimescaleDB's jobs.
struct Schema {
  std::vector<MigrationHistory> migrations;
  std::string expected_migration;  // empty where none is expected
  std::vector<std::string> expected_tables, missing_tables;
  bool public_may_create = false;  // everybody may create in schema public
  bool has_timescaledb = false;
  std::optional<std::vector<TimescaleJob>> jobs;  // absent without TimescaleDB, and when they could not be read
};

}  // namespace lifeguard::postgres
