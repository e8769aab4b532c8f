#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "alerts/finding.hpp"
#include "collectors/history.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// All that a rule may look at: one target now, and what went before. No clock: now is `snapshot.taken`.
struct View {
  const Snapshot& snapshot;
  const History& history;
};

/// A detector. Pure: no I/O, no clock; the same views give the same findings.
class Rule {
 public:
  virtual ~Rule() = default;

  /// The alert's name: "connection_leak".
  virtual std::string_view name() const = 0;
  /// True when the rule has something to say of such a target.
  virtual bool watches(std::string_view kind) const = 0;
  /// The parts that must have been collected for silence to mean "all is well". While one is missing, the rule
  /// is not asked and its incidents on that target are unknown.
  virtual std::vector<std::string_view> needs() const = 0;

  virtual std::vector<Finding> inspect(const View& now) const = 0;
};

}  // namespace lifeguard
