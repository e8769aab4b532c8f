#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/postgres/replication/lag_tracker.hpp"
#include "collectors/postgres/replication/read.hpp"

namespace lifeguard::postgres {

/// Follows the standbys of a server, and a standby's own recovery, from look to look: how far behind each is,
/// and which of them have gone.
class Followers {
 public:
  Streaming look(Position, std::vector<StandbyRow>);

 private:
  struct Follower {
    LagTracker tracker;
    StandbyRow row;
    TimePoint seen;
  };

  void add_gone(std::vector<Standby>&, std::int64_t end, TimePoint now);
  void judge(Recovery&, const Position&);

  std::map<std::string, Follower> followers_;
  LagTracker own_;
  std::optional<TimePoint> last_connected_, cut_off_;
};

}  // namespace lifeguard::postgres
