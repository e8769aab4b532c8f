#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "collectors/postgres/waits/facts.hpp"

namespace lifeguard::postgres {

/// Counters by (group, name) of which at most `most` have a series of their own, and "other" of its group has
/// what the rest did. Each amount counts in one series only, and no series ever falls: sums of rates stay right
/// whoever has a series.
class BoundedCounters {
 public:
  explicit BoundedCounters(std::size_t most) : most_(most) {}

  void add(const std::string& group, const std::string& name, double amount);

  /// Once a minute: who did more than twice as much lately (half of it fades in seven minutes) takes over the
  /// place of who did least, whose series ends.
  void reconsider();

  const WaitSeconds& totals() const { return totals_; }

 private:
  struct Standing {
    double lately = 0;
    bool has_series = false;
  };
  using Standings = std::map<WaitSeconds::key_type, Standing>;

  Standings::iterator least_with_series();
  Standings::iterator most_without_series();

  std::size_t most_, with_series_ = 0;
  Standings standings_;
  WaitSeconds totals_;
};

}  // namespace lifeguard::postgres
