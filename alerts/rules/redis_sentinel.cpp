#include "alerts/rules/redis_sentinel.hpp"

#include "alerts/rules/sessions.hpp"

namespace lifeguard {
namespace {

using redis::SentinelMaster;

Finding finding_of(const SentinelMaster& master, TimePoint now) {
  const bool agreed = master.status == "odown";
  Finding finding;
  finding.key = master.name;
  finding.severity = agreed ? Severity::critical : Severity::warning;
  finding.since = now;
  finding.summary =
      "master " + master.name + " (" + master.address + ") is down, " +
      (agreed ? "the sentinels agree" : "as this sentinel sees it") + "; " +
      (master.replicas == 0 ? "it has no replica to fail over to"
                            : "it has " + counted(static_cast<std::size_t>(master.replicas), "replica"));
  finding.evidence.push_back({{"master", master.name},
                              {"address", master.address},
                              {"status", master.status},
                              {"replicas", std::to_string(master.replicas)},
                              {"sentinels", std::to_string(master.sentinels)}});
  finding.remedy = "SENTINEL CKQUORUM " + master.name +
                   "  -- says whether enough sentinels are there to fail over; SENTINEL REPLICAS " +
                   master.name + " shows the candidates. If none takes over, SENTINEL FAILOVER " + master.name +
                   " forces one.";
  return finding;
}

}  // namespace

bool RedisSentinel::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->sentinel;
}

std::vector<Finding> RedisSentinel::inspect(const View& now) const {
  const redis::Sentinel& sentinel = *redis_facts(now.snapshot)->sentinel;
  std::vector<Finding> findings;
  for (const SentinelMaster& master : sentinel.masters) {
    if (master.status != "ok") findings.push_back(finding_of(master, now.snapshot.taken));
  }
  if (sentinel.tilt) {
    Finding finding;
    finding.key = "TILT";
    finding.severity = Severity::warning;
    finding.since = now.snapshot.taken;
    finding.summary = "the sentinel is in TILT: its clock jumped or it stood still, and it fails nothing over";
    finding.remedy = "It ends 30 seconds after the clock is steady; look at the host's clock and its load.";
    findings.push_back(std::move(finding));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
