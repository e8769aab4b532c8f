#include "collectors/postgres/wal/archive_failure.hpp"

#include "tests/catch.hpp"

using namespace lifeguard;
using namespace lifeguard::postgres;

namespace {

TimePoint at(double second) {
  return TimePoint{} + Seconds(1'000'000 + second);
}

Archiver archiver(double now, std::optional<double> archived, std::optional<double> failed) {
  Archiver archiver;
  archiver.taken = at(now);
  archiver.on = archiver.has_command = true;
  if (archived) archiver.last_archived = at(*archived);
  if (failed) archiver.last_failed = at(*failed);
  return archiver;
}

Archiver looked(ArchiveFailure& failure, Archiver archiver) {
  failure.look(archiver);
  return archiver;
}

}  // namespace

TEST_CASE("archiving fails from the first failure that we saw, not from the last") {
  ArchiveFailure failure;
  CHECK_FALSE(looked(failure, archiver(0, -10, {})).failing_since);
  CHECK(looked(failure, archiver(10, -10, 5)).failing_since == at(5));
  const Archiver later = looked(failure, archiver(130, -10, 125));
  CHECK(later.failing_since == at(5));
  CHECK_FALSE(later.failing_at_least);
  CHECK_FALSE(looked(failure, archiver(140, 135, 125)).failing_since);
}

TEST_CASE("what failed before we looked did so since the oldest waiting file was filled") {
  ArchiveFailure failure;
  CHECK_FALSE(failure.wants_waiting_files());
  CHECK(looked(failure, archiver(0, -9000, -30)).failing_at_least);
  CHECK(failure.wants_waiting_files());
  failure.waiting_files(at(-3600));
  const Archiver known = looked(failure, archiver(10, -9000, -30));
  CHECK(known.failing_since == at(-3600));
  CHECK_FALSE(known.failing_at_least);
  CHECK_FALSE(failure.wants_waiting_files());
}

TEST_CASE("a file that waited in line for the one before it did not fail yet") {
  ArchiveFailure failure;
  looked(failure, archiver(0, -600, -30));
  failure.waiting_files(at(-3600));
  CHECK(looked(failure, archiver(10, -600, -30)).failing_since == at(-600));
}

TEST_CASE("where the waiting files may not be read it fails at least since the failure we know") {
  ArchiveFailure failure;
  looked(failure, archiver(0, {}, -30));
  failure.waiting_files(std::nullopt);
  const Archiver known = looked(failure, archiver(10, {}, 5));
  CHECK(known.failing_since == at(-30));
  CHECK(known.failing_at_least);
}

TEST_CASE("a success between two looks begins the failing anew") {
  ArchiveFailure failure;
  looked(failure, archiver(0, -100, {}));
  looked(failure, archiver(10, -100, 5));
  CHECK(looked(failure, archiver(60, 40, 50)).failing_since == at(50));
}

TEST_CASE("archive_mode without a command archives nothing, and off is no failure") {
  ArchiveFailure failure;
  Archiver unset = archiver(0, {}, {});
  unset.has_command = false;
  CHECK(looked(failure, unset).failing_since == at(0));
  Archiver off = archiver(10, -100, -50);
  off.on = false;
  CHECK_FALSE(looked(failure, off).failing_since);
}
