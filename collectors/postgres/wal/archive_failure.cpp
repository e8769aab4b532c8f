#include "collectors/postgres/wal/archive_failure.hpp"

#include <algorithm>

namespace lifeguard::postgres {
namespace {

// Without a command the server fails at nothing, and yet archives nothing.
bool is_failing(const Archiver& archiver) {
  if (!archiver.on) return false;
  if (!archiver.has_command) return true;
  return archiver.last_failed && (!archiver.last_archived || *archiver.last_failed > *archiver.last_archived);
}

}  // namespace

void ArchiveFailure::look(Archiver& archiver) {
  if (!is_failing(archiver)) {
    *this = {};
    was_well_ = true;
    return;
  }
  // A success in between that we did not see: it fails anew.
  if (since_ && archiver.last_archived > last_archived_) *this = {};
  last_archived_ = archiver.last_archived;
  if (!since_) {
    since_ = archiver.has_command ? archiver.last_failed : archiver.taken;
    at_least_ = !was_well_;
  }
  archiver.failing_since = since_;
  archiver.failing_at_least = at_least_;
}

// Files wait in the order in which they were filled, and the oldest is the one that fails: since it was filled,
// or since the one before it was archived.
void ArchiveFailure::waiting_files(std::optional<TimePoint> oldest) {
  looked_at_files_ = true;
  if (!since_ || !oldest) return;
  TimePoint began = *oldest;
  if (last_archived_) began = std::max(began, *last_archived_);
  if (began < *since_) since_ = began;
  at_least_ = false;
}

}  // namespace lifeguard::postgres
