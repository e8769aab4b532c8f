#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "collectors/postgres/facts.hpp"
#include "traces/execution.hpp"
#include "traces/known_contexts.hpp"

namespace lifeguard::traces {

/// The statements that the clients of one server run, followed from look to look. Memory is bounded: by the
/// sessions there are, by how many executions are followed at once, and by how much of each is kept.
class Executions {
 public:
  /// Takes a look, `span` after the one before or zero when that is too long ago to say what was in between,
  /// and gives the executions that have ended since: each once, the short ones too. A look that failed is no
  /// look.
  std::vector<Execution> follow(const postgres::Activity&, Seconds span);

  /// What a session of the last look runs, or ran last: what tells it from others and its trace, as if it had
  /// ended there.
  Execution latest_of(const postgres::Session&) const;
  /// True when follow() gave that execution, or will once it has ended.
  bool follows(const postgres::Session&) const;

  /// An incident speaks of what a backend runs. Told once for each severity, and not of what is not followed.
  void note(int pid, Concern);

  /// Forgets what runs, and tells nothing of how it ended.
  void begin_anew();

  /// How many run now.
  std::size_t running() const { return running_; }
  /// How many were left alone, for too many ran; since the agent began.
  std::int64_t left_alone() const { return left_alone_; }

 private:
  struct Running {
    Execution execution;
    TimePoint last_seen;
    bool waits = false;  // at the last look
  };
  struct Backend {
    std::optional<TimePoint> start;
    std::optional<TimePoint> last_query;  // when the last one known of it began
    std::optional<TimePoint> last_given;  // the same of the last one that follow() gave
    TimePoint context_since;              // of the last one known
    std::unique_ptr<Running> running;
    KnownContexts contexts;
    TimePoint seen;
  };

  void see(const postgres::Session&, Backend&);
  Execution recognise(const postgres::Session&, Backend&) const;
  void begin(const postgres::Session&, Backend&);
  void end(Backend&, TimePoint at, EndBy, bool failed);
  void end_unseen(const postgres::Session&, Backend&);
  void see_waits(const postgres::Session&, Running&) const;
  void see_locks(const postgres::Activity&);
  void see_workers(const postgres::Activity&);

  std::unordered_map<int, Backend> backends_;  // by pid
  std::size_t running_ = 0;
  std::int64_t left_alone_ = 0;

  // Of the look at hand.
  std::optional<TimePoint> before_;  // when the one before was taken
  TimePoint taken_;
  Seconds span_{};
  std::vector<Execution> ended_;
};

}  // namespace lifeguard::traces
