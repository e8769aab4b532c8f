#pragma once

#include <optional>

#include "collectors/postgres/wal/facts.hpp"

namespace lifeguard::postgres {

/// Finds out since when archiving fails. The server keeps the time of the last failure only, and tries again
/// every minute.
class ArchiveFailure {
 public:
  /// Puts failing_since into what was read.
  void look(Archiver&);

  /// Whether the marks of the waiting files should be looked at: once in each stretch of failures.
  bool wants_waiting_files() const { return since_ && !looked_at_files_; }
  /// The oldest of them; nothing when there is none, or they may not be read.
  void waiting_files(std::optional<TimePoint> oldest);

 private:
  std::optional<TimePoint> since_;
  bool at_least_ = false, looked_at_files_ = false, was_well_ = false;
  std::optional<TimePoint> last_archived_;
};

}  // namespace lifeguard::postgres
