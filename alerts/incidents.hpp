#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "alerts/incident.hpp"
#include "alerts/rule.hpp"
#include "collectors/snapshot.hpp"

namespace lifeguard {

/// What a rule made of one snapshot.
struct Observation {
  std::string_view rule;
  bool asked = true;  // false: a part it needs is missing
  std::vector<Finding> findings;
  /// False when not to have found it now does not mean that it is over.
  std::function<bool(const Incident&)> can_clear = [](const Incident&) { return true; };
};

/// Asks the rule, if what it needs is there. The answer may not outlive the rule and what the view looks at.
Observation observe(const Rule&, const View&);

/// What changed by an observation.
struct Changes {
  std::vector<Notice> notices;
  std::vector<Incident> incidents;  // to be written down
};

/// Follows findings through time. Pure but for its memory: no I/O, no clock of its own.
///
///   pending ──for──▶ firing ──gone──▶ recovering ──recover_for──▶ resolved
///                      ▲  └──────── seen again ──────┘
///                      └─▶ unknown, while what would tell cannot be read
///
/// `for` counts from when the database says it began, so a restart of the agent does not start it anew.
/// Severity only rises while an incident is open: one escalation, no flapping between levels.
class Incidents {
 public:
  static constexpr std::size_t kMostOpen = 50;

  /// `restored`: what an earlier process left; open ones are unknown until they are looked at again.
  explicit Incidents(std::vector<Incident> restored = {});

  Changes take(const Snapshot&, const Observation&, const RuleBasics&, const std::string& service);

  /// Ends what nobody watches any more, after a reload: all but these targets and rules.
  Changes retire(const std::set<std::string>& targets, const std::set<std::string>& rules, TimePoint now);

  /// Open ones first, newest first; resolved ones are kept for a day.
  std::vector<Incident> all() const;
  std::vector<Incident> open() const;
  /// Those that fire and that the snapshot showed, until the next change.
  std::vector<const Incident*> seen_in(const Snapshot&) const;

 private:
  using Key = std::tuple<std::string, std::string, std::string>;  // rule, target, key

  void seen(const Snapshot&, const Observation&, const Finding&, const RuleBasics&, const std::string& service,
            Changes&);
  void not_seen(Incident&, TimePoint now, const RuleBasics&, Changes&);
  void drop_pending(Incident&, TimePoint now, Changes&);
  void end(Incident&, TimePoint now, Changes&);
  std::size_t count_open(const Key& like) const;

  std::map<Key, Incident> open_;
  std::vector<Incident> resolved_;
};

}  // namespace lifeguard
