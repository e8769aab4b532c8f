#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collectors/snapshot.hpp"
#include "traces/executions.hpp"
#include "traces/query_span.hpp"
#include "traces/server_clock.hpp"

namespace lifeguard::traces {

/// An execution that has ended, and what is told of it: nothing when it was quick, or its caller is not
/// sampled.
struct ObservedQuery {
  Execution execution;
  std::vector<Span> spans;  // its own first, then one for each wait
};

/// What the clients of every PostgreSQL target run, from its snapshots.
class ObservedQueries {
 public:
  struct Counts {
    std::int64_t comments_cut_off = 0;              // of slow executions
    std::int64_t left_alone = 0;                    // too many ran to follow them
    std::shared_ptr<const Distribution> durations;  // of slow executions, those of no trace too
  };

  /// `tells`: the spans of slow ones are sent, so that others may speak of them.
  void configure(Seconds slow_after, bool tells);

  /// Those that have ended since the snapshot before; nothing from one without a look at activity.
  std::vector<ObservedQuery> take(const Snapshot&);
  void forget(const std::string& target) { servers_.erase(target); }

  /// A span that a backend of traces has, or will have, and that shows what this session runs or ran last:
  /// its own, or its caller's. `snapshot` is the last one taken of its target.
  std::optional<SpanRef> span_of(const Snapshot&, int pid) const;

  /// An incident speaks of what a session runs.
  void note(const std::string& target, int pid, Concern);

  /// Since the agent began to watch it, by target.
  std::map<std::string, Counts> counts() const;

  /// What a person should know of a target, once: empty, or a sentence with its remedy.
  std::string news(const std::string& target);

 private:
  struct Server {
    std::string backend;
    Executions executions;
    ServerClock clock;
    Distribution durations;
    std::int64_t comments_cut_off = 0;
    bool is_said = false;
  };

  Seconds slow_after_{1};
  bool tells_ = false;
  std::map<std::string, Server> servers_;  // by target
};

}  // namespace lifeguard::traces
