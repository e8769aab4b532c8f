#include "alerts/rules/connection_leak.hpp"

#include <algorithm>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/leak.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

bool is_down(const std::string& name, const View& now) {
  return std::any_of(now.targets.begin(), now.targets.end(), [&](const SnapshotPtr& each) {
    return each->target == name && (!each->up || !each->pools);
  });
}

// What a pool told of cannot be over because the pool cannot be asked.
bool was_told_by_one_that_is_down(const Incident& incident, const View& now) {
  for (const Evidence& evidence : incident.evidence) {
    for (const auto& [label, value] : evidence) {
      if ((label == leaks::kAppPool || label == leaks::kPgBouncer) && is_down(value, now)) return true;
    }
  }
  return false;
}

}  // namespace

bool ConnectionLeak::can_judge(const Snapshot& snapshot) const {
  return snapshot.kind == "postgres" ? has_part(snapshot, "activity") : snapshot.pools.has_value();
}

bool ConnectionLeak::can_clear(const View& now, const Incident& incident) const {
  const bool sees_all = now.snapshot.kind != "postgres" || has_part(now.snapshot, "visibility");
  return sees_all && !was_told_by_one_that_is_down(incident, now);
}

std::vector<Finding> ConnectionLeak::inspect(const View& now) const {
  std::vector<Finding> findings;
  if (now.snapshot.kind == "app_pool" && !leaks::is_on_its_own(now)) return findings;
  for (const leaks::Leak& leak : leaks::leaks_of(leaks::all_signs(leaks::layers_of(now), config_))) {
    findings.push_back(finding_of(leak));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
