#pragma once

#include <map>
#include <string>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

/// Counts how often one trace runs one statement, in what the samples of the sessions show of it.
class TraceWatch {
 public:
  void look(const Activity&);
  /// Those that were seen more than once, most first; traces that are over are forgotten.
  std::vector<TraceRepeats> repeats(TimePoint now);

 private:
  struct Key {
    std::string trace, database, fingerprint;
    auto operator<=>(const Key&) const = default;
  };
  struct Seen {
    std::string text;
    int times = 0;
    TimePoint last;
  };
  std::map<Key, Seen> seen_;
  std::map<int, TimePoint> counted_;  // by pid, the start of the statement that was counted last
};

}  // namespace lifeguard::postgres
