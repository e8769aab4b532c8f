#pragma once

#include <map>
#include <string>

#include "alerts/incident.hpp"
#include "collectors/snapshot.hpp"
#include "config/config.hpp"
#include "traces/observed_queries.hpp"
#include "traces/own_spans.hpp"
#include "traces/sink.hpp"
#include "traces/slow_commands.hpp"

namespace lifeguard::traces {

/// What a tracing backend is told of the targets: looks at each snapshot, before the rules do and after, and at
/// each notice, and hands the sink what is worth telling. No I/O, and no clock but the snapshots'.
class Traces {
 public:
  explicit Traces(Sink& sink) : sink_(sink) {}

  /// Takes up a config, at start and after a reload.
  void configure(const OtlpConfig&);

  /// A target is gone, or its name stands for another server now.
  void forget(const std::string& target);

  /// Before the rules look at it, so that what they find knows its traces.
  void follow(const Snapshot&);
  /// The traces of the sessions in the evidence, each trace once.
  std::vector<TraceRef> traces_of(const Snapshot&, const std::vector<Evidence>&) const;
  void take(const Notice&);
  /// Once they have looked, with the incidents that fire for what they saw in it.
  void note(const Snapshot&, const std::vector<const Incident*>& seen);

  /// How Lifeguard itself came by a snapshot.
  void take_collection(const Snapshot&, TimePoint began, TimePoint ended);

  /// What a person should know of a target's traces, once: empty, or a sentence with its remedy.
  std::string news(const std::string& target) { return queries_.news(target); }
  std::map<std::string, ObservedQueries::Counts> counts() const { return queries_.counts(); }

 private:
  bool tells_spans() const;

  Sink& sink_;
  OtlpConfig config_;
  ObservedQueries queries_;
  SlowCommands slow_commands_;
  OwnSpans own_;
};

}  // namespace lifeguard::traces
