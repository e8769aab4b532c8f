#pragma once

#include <string>
#include <vector>

#include "alerts/incidents.hpp"
#include "tests/catch.hpp"
#include "tests/unit/alerts/rules/scene.hpp"

namespace lifeguard::scene {

/// A target and its past, as a rule sees them.
struct OneTarget {
  History history;

  OneTarget() = default;
  OneTarget(const OneTarget&) = default;
  OneTarget& operator=(const OneTarget&) = default;
  virtual ~OneTarget() = default;

  virtual Snapshot snapshot() const = 0;

  std::vector<Finding> see(const Rule& rule) const {
    const Snapshot now = snapshot();
    REQUIRE(rule.can_judge(now));
    return rule.inspect(View{now, history});
  }

  bool is_asked(const Rule& rule) const {
    const Snapshot now = snapshot();
    return observe(rule, View{now, history}).asked;
  }

  bool can_clear(const Rule& rule, const std::string& key, TimePoint last_seen = kNow) const {
    const Snapshot now = snapshot();
    Incident incident;
    incident.key = key;
    incident.last_seen = last_seen;
    return observe(rule, View{now, history}).can_clear(incident);
  }
};

}  // namespace lifeguard::scene
