#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/incident.hpp"
#include "collectors/history.hpp"
#include "collectors/snapshot.hpp"
#include "config/config.hpp"

namespace lifeguard {

/// All that a rule may look at: one target now, what went before, and the others beside it. No clock: now is
/// `snapshot.taken`.
struct View {
  const Snapshot& snapshot;
  const History& history;
  std::span<const SnapshotPtr> targets = {};  // the latest of every target, for what lies across two of them

  /// The latest of the target of that name, while it is up; null otherwise.
  const Snapshot* target(std::string_view name) const;
};

/// A detector. Pure: no I/O, no clock; the same views give the same findings.
class Rule {
 public:
  virtual ~Rule() = default;

  /// The alert's name: "connection_leak".
  virtual std::string_view name() const = 0;
  /// True when the rule has something to say of such a target.
  virtual bool watches(std::string_view kind) const = 0;
  /// The parts without which the rule is not asked; its incidents on the target are unknown meanwhile.
  virtual std::vector<std::string_view> needs() const = 0;
  /// More than the parts that must be known of this target, for rules that are asked of several kinds.
  virtual bool can_judge(const Snapshot&) const { return true; }
  /// The parts without which not seeing a thing does not mean that it is gone.
  virtual std::vector<std::string_view> needs_to_clear() const { return {}; }
  /// False when not to find an incident that is open does not mean that it is over: the very thing could not be
  /// looked at this time, though the parts are there.
  virtual bool can_clear(const View&, const Incident&) const { return true; }

  virtual std::vector<Finding> inspect(const View& now) const = 0;

  const RuleBasics& basics() const { return basics_; }

 protected:
  explicit Rule(const RuleBasics& basics) : basics_(basics) {}

 private:
  RuleBasics basics_;
};

}  // namespace lifeguard
