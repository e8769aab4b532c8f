#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collectors/pgbouncer/facts.hpp"

namespace lifeguard::pgbouncer {

/// How long the clients of a pool have waited between two looks, `passed` apart: those of before half of the
/// time, those of now half of the time that the longest of them may have waited in it. Right when as many wait
/// all along; waits that begin and end between two looks are not seen.
Seconds waited_between(int waiting_before, const PoolRow& now, Seconds passed);

/// True when PgBouncer has begun to count anew: it was restarted.
bool counts_anew(const std::vector<Totals>& before, const std::vector<Totals>& now);

/// Adds up the waiting of each pool from look to look, while clients still wait: PgBouncer itself counts a wait
/// only when it has ended well.
class Waiting {
 public:
  using Sums = std::map<std::pair<std::string, std::string>, Seconds>;

  void look(const std::vector<PoolRow>&, TimePoint at);
  /// What was between the last look and the next is not known.
  void interrupted() { last_.reset(); }
  const Sums& sums() const { return sums_; }

 private:
  Sums sums_;
  std::map<std::pair<std::string, std::string>, int> waiting_;
  std::optional<TimePoint> last_;
};

}  // namespace lifeguard::pgbouncer
