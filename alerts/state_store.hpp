#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "alerts/incident.hpp"

namespace lifeguard {

/// A notice for one receiver, not delivered yet.
struct PendingDelivery {
  std::int64_t id = 0;  // rises with time; given by the store
  std::string receiver;
  Notice notice;
  int attempts = 0;
};

/// Incidents and undelivered notices in one SQLite file, `state_dir`/lifeguard.db, so that neither a restart
/// nor a kill -9 loses or repeats an alert. When the directory cannot be written, everything goes on in memory,
/// and `trouble()` says why; each write tries the disk again.
class StateStore {
 public:
  /// "" keeps everything in memory, on purpose. Never throws for a bad directory: see trouble(). A file that is
  /// not a database, or is corrupt, is set aside as lifeguard.db.corrupt-<time>. A second agent on the same
  /// directory is refused by trouble() too ("in use by another lifeguard").
  explicit StateStore(const std::string& state_dir);
  ~StateStore();

  /// Why the state does not outlive a restart; empty when it does, or was not meant to.
  std::string trouble() const;

  /// One transaction: the incidents as they are now (resolved ones are kept for a day for /api/incidents), and
  /// the deliveries they cause. Fills in the deliveries' ids.
  void save(const std::vector<Incident>& changed, std::vector<PendingDelivery>& deliveries);
  void attempted(std::int64_t delivery, int attempts);
  void done(std::int64_t delivery);

  /// What an earlier process left: open incidents, recently resolved ones, and undelivered notices by id.
  std::vector<Incident> incidents() const;
  std::vector<PendingDelivery> deliveries() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lifeguard
