#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "collectors/postgres/statements/facts.hpp"

namespace lifeguard::postgres {

/// The trace that a statement's comment names (sqlcommenter, W3C traceparent): 32 hex digits. nullopt: none.
std::optional<std::string> trace_in(std::string_view raw);

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
