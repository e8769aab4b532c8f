#include "alerts/rules/connection_leak.hpp"

#include <algorithm>

#include "alerts/leaks/app_connections.hpp"
#include "alerts/leaks/leak.hpp"
#include "alerts/leaks/signs.hpp"
#include "alerts/leaks/socket_trust.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

bool is_down(const std::string& name, const View& now) {
  return std::any_of(now.targets.begin(), now.targets.end(), [&](const SnapshotPtr& each) {
    return each->target == name && (!each->up || !each->pools);
  });
}

// Several apps on one host see the same sockets: one of them tells.
bool tells_of_sockets(const View& now) {
  for (const SnapshotPtr& each : now.targets) {
    const auto* facts = std::get_if<app_pool::Facts>(&each->facts);
    if (each->up && facts && facts->sockets && each->server == now.snapshot.server)
      return each->target == now.snapshot.target;
  }
  return false;
}

std::vector<leaks::Sign> signs_of(const View& now, const ConnectionLeakConfig& config) {
  const leaks::Layers layers = leaks::layers_of(now);
  if (now.snapshot.kind == "postgres" || leaks::is_on_its_own(now)) return leaks::all_signs(layers, config);
  if (tells_of_sockets(now)) return leaks::no_backend(layers, config);
  return {};
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

bool looked_at_sockets(const View& now) {
  return leaks::trusted_sockets(leaks::layers_of(now)).has_value();
}

}  // namespace

bool ConnectionLeak::can_judge(const Snapshot& snapshot) const {
  return snapshot.kind == "postgres" ? has_part(snapshot, "activity") : snapshot.pools.has_value();
}

bool ConnectionLeak::can_clear(const View& now, const Incident& incident) const {
  const bool sees_all = now.snapshot.kind != "postgres" || has_part(now.snapshot, "visibility");
  if (incident.key == leaks::kSocketsKey && !looked_at_sockets(now)) return false;
  return sees_all && !was_told_by_one_that_is_down(incident, now);
}

std::vector<Finding> ConnectionLeak::inspect(const View& now) const {
  std::vector<Finding> findings;
  for (const leaks::Leak& leak : leaks::leaks_of(signs_of(now, config_))) {
    findings.push_back(finding_of(leak));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
