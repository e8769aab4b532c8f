#include "alerts/rules/redis_cluster.hpp"

namespace lifeguard {
namespace {

using redis::Cluster;

constexpr int kSlots = 16384;

std::string slots(int count) {
  return std::to_string(count) + " of " + std::to_string(kSlots) + " slots";
}

std::optional<std::pair<Severity, std::string>> judge(const Cluster& cluster) {
  const std::string state = cluster.ok ? "" : "the cluster refuses commands (cluster_state:fail): ";
  if (cluster.slots_assigned < kSlots)
    return {{Severity::critical, state + slots(kSlots - cluster.slots_assigned) + " belong to no node"}};
  if (cluster.slots_fail > 0)
    return {{Severity::critical, state + slots(cluster.slots_fail) + " are on nodes that are down"}};
  if (!cluster.ok)
    return {{Severity::critical, state + "this node does not reach the majority of the masters"}};
  if (cluster.slots_pfail > 0)
    return {{Severity::warning, slots(cluster.slots_pfail) + " are on nodes that this one cannot reach"}};
  return std::nullopt;
}

}  // namespace

bool RedisCluster::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->cluster;
}

std::vector<Finding> RedisCluster::inspect(const View& now) const {
  const Cluster& cluster = *redis_facts(now.snapshot)->cluster;
  const auto judged = judge(cluster);
  if (!judged) return {};
  Finding finding;
  finding.severity = judged->first;
  finding.since = now.snapshot.taken;
  finding.summary = judged->second;
  finding.evidence.push_back({{"state", cluster.ok ? "ok" : "fail"},
                              {"slots assigned", std::to_string(cluster.slots_assigned)},
                              {"slots ok", std::to_string(cluster.slots_ok)},
                              {"slots pfail", std::to_string(cluster.slots_pfail)},
                              {"slots fail", std::to_string(cluster.slots_fail)},
                              {"nodes", std::to_string(cluster.nodes)},
                              {"masters", std::to_string(cluster.masters)}});
  finding.remedy =
      "CLUSTER NODES  -- names the nodes that are marked fail or fail?; redis-cli --cluster check " +
      redis_facts(now.snapshot)->endpoint +
      " says which slots are open. Bring their node or its replica back first (CLUSTER FAILOVER on "
      "the replica): slots that are given to another node come without their keys.";
  return {finding};
}

}  // namespace lifeguard
