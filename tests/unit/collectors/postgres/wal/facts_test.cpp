#include "collectors/postgres/wal/facts.hpp"

#include "collectors/postgres/wal/growth.hpp"
#include "collectors/postgres/wal/metrics.hpp"
#include "tests/catch.hpp"
#include "tests/unit/collectors/postgres/samples.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

TEST_CASE("a WAL file's name tells where it begins") {
  CHECK(start_of_wal_file("000000010000000A000000FE", 16 << 20) ==
        (std::int64_t{10} << 32) + (std::int64_t{0xFE} << 24));
  CHECK(start_of_wal_file("000000030000000000000001", 1 << 20) == 1 << 20);
  CHECK_FALSE(start_of_wal_file("00000002.history", 16 << 20));
  CHECK_FALSE(start_of_wal_file("000000010000000A000000FE.00000028.backup", 16 << 20));
  CHECK_FALSE(start_of_wal_file("00000001000000000000000Z", 16 << 20));
}

TEST_CASE("a counter grows by what we saw, and a reset or another server is no jump") {
  Growth growth;
  CHECK(growth.look(5'000) == 0);
  CHECK(growth.look(5'700) == 700);
  CHECK(growth.look(5'600) == 700);  // the new primary had a little less
  CHECK(growth.look(5'800) == 900);
  growth.start_anew();
  CHECK(growth.look(900'000) == 900);
  CHECK(growth.look(900'001) == 901);
}

TEST_CASE("an archiver that is off fails at nothing, one that never archived has no last success") {
  Archiver archiver;
  archiver.taken = TimePoint{} + Seconds(1000);
  auto seen = values(archiver_samples(archiver));
  CHECK(seen.at("lifeguard_pg_archiver_on") == 0);
  CHECK_FALSE(seen.contains("lifeguard_pg_archiver_failing_seconds"));
  archiver.on = true;
  archiver.waiting = 4096;
  seen = values(archiver_samples(archiver));
  CHECK(seen.at("lifeguard_pg_archiver_failing_seconds") == 0);
  CHECK_FALSE(seen.contains("lifeguard_pg_archiver_waiting_bytes"));
  CHECK_FALSE(seen.contains("lifeguard_pg_archiver_last_success_timestamp_seconds"));
  archiver.failing_since = TimePoint{} + Seconds(400);
  seen = values(archiver_samples(archiver));
  CHECK(seen.at("lifeguard_pg_archiver_failing_seconds") == 600);
  CHECK(seen.at("lifeguard_pg_archiver_waiting_bytes") == 4096);
}

TEST_CASE("what an older server does not count is absent, and so is I/O that never happened or is not timed") {
  auto seen = values(wal_samples(WalWritten{}));
  CHECK(seen.size() == 1);
  seen = values(checkpoint_samples(Checkpoints{}));
  CHECK_FALSE(seen.contains("lifeguard_pg_checkpoints_done_total"));

  BlockIo io;
  io.backend = "client backend";
  io.object = "relation";
  io.read = {3, 24576, std::nullopt};
  io.write = {0, 0, Seconds(0)};
  io.fsync = {2, std::nullopt, Seconds(0.5)};
  seen = values(io_samples({io}));
  CHECK(seen.size() == 4);
  CHECK(seen.at("lifeguard_pg_io_operations_total|client backend|relation|read") == 3);
  CHECK(seen.at("lifeguard_pg_io_bytes_total|client backend|relation|read") == 24576);
  CHECK(seen.at("lifeguard_pg_io_seconds_total|client backend|relation|fsync") == 0.5);
}
