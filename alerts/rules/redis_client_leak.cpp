#include "alerts/rules/redis_client_leak.hpp"

#include "alerts/leaks/redis_clients.hpp"
#include "alerts/rules/redis_facts.hpp"
#include "alerts/rules/sessions.hpp"

namespace lifeguard {

bool RedisClientLeak::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->clients;
}

bool RedisClientLeak::can_clear(const View& now, const Incident& incident) const {
  return leaks::can_clear_leaking_clients(now, *redis_facts(now.snapshot), incident, config_);
}

std::vector<Finding> RedisClientLeak::inspect(const View& now) const {
  const redis::Facts& facts = *redis_facts(now.snapshot);
  std::vector<Finding> findings;
  for (const leaks::LeakingClients& leaking : leaks::leaking_clients(now, facts, config_)) {
    findings.push_back(leaks::finding_of(leaking, now, facts, config_));
  }
  return worst_first(std::move(findings));
}

}  // namespace lifeguard
