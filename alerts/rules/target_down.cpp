#include "alerts/rules/target_down.hpp"

namespace lifeguard {

std::vector<Finding> TargetDown::inspect(const View& now) const {
  const Snapshot& snapshot = now.snapshot;
  if (snapshot.up) return {};

  Finding finding;
  finding.severity = Severity::critical;
  finding.since = snapshot.down_since.value_or(snapshot.taken);
  finding.summary = snapshot.kind + " target " + snapshot.target + " cannot be watched: " + snapshot.error;
  finding.evidence.push_back(
      {{"error", snapshot.error},
       {"last seen", snapshot.last_success ? rfc3339(*snapshot.last_success) : "never"}});
  finding.remedy =
      "See whether the server runs and takes connections from here: lifeguard check. Until it answers, "
      "Lifeguard knows nothing of it, and its other incidents stay as they are.";
  return {finding};
}

}  // namespace lifeguard
