#include "alerts/rules/redis_client_leak.hpp"

#include "alerts/leaks/redis_clients.hpp"
#include "alerts/rules/redis_facts.hpp"

namespace lifeguard {

bool RedisClientLeak::can_judge(const Snapshot& snapshot) const {
  const redis::Facts* facts = redis_facts(snapshot);
  return facts && facts->clients;
}

bool RedisClientLeak::can_clear(const View& now, const Incident& incident) const {
  return leaks::can_clear_redis_clients(now, *redis_facts(now.snapshot), incident, config_);
}

std::vector<Finding> RedisClientLeak::inspect(const View& now) const {
  return leaks::redis_clients(now, *redis_facts(now.snapshot), config_);
}

}  // namespace lifeguard
