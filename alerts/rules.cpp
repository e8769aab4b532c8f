#include "alerts/rules.hpp"

#include "alerts/rules/blocked_sessions.hpp"
#include "alerts/rules/connection_leak.hpp"
#include "alerts/rules/limited_visibility.hpp"
#include "alerts/rules/long_transaction.hpp"
#include "alerts/rules/pgbouncer_config.hpp"
#include "alerts/rules/pgbouncer_stalled.hpp"
#include "alerts/rules/pool_exhaustion.hpp"
#include "alerts/rules/slow_query.hpp"
#include "alerts/rules/target_down.hpp"

namespace lifeguard {

std::vector<std::unique_ptr<Rule>> make_rules(const RulesConfig& config) {
  std::vector<std::unique_ptr<Rule>> rules;
  rules.push_back(std::make_unique<TargetDown>(config.target_down));
  rules.push_back(std::make_unique<LimitedVisibility>(config.limited_visibility));
  rules.push_back(std::make_unique<ConnectionLeak>(config.connection_leak));
  rules.push_back(std::make_unique<PoolExhaustion>(config.pool_exhaustion));
  rules.push_back(std::make_unique<SlowQuery>(config.slow_query));
  rules.push_back(std::make_unique<BlockedSessions>(config.blocked_sessions));
  rules.push_back(std::make_unique<LongTransaction>(config.long_transaction, config.connection_leak));
  rules.push_back(std::make_unique<PgBouncerLint>(config.pgbouncer_config));
  rules.push_back(std::make_unique<PgBouncerStalled>(config.pgbouncer_stalled));
  std::erase_if(rules, [](const auto& rule) { return !rule->basics().enabled; });
  return rules;
}

}  // namespace lifeguard
