#include "alerts/rules.hpp"

#include "alerts/rules/blocked_sessions.hpp"
#include "alerts/rules/connection_leak.hpp"
#include "alerts/rules/limited_visibility.hpp"
#include "alerts/rules/long_transaction.hpp"
#include "alerts/rules/pg_posture.hpp"
#include "alerts/rules/pg_timescaledb_job.hpp"
#include "alerts/rules/pool_exhaustion.hpp"
#include "alerts/rules/schema_drift.hpp"
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
  rules.push_back(std::make_unique<SchemaDrift>(config.schema_drift));
  rules.push_back(std::make_unique<PgPosture>(config.pg_posture));
  rules.push_back(std::make_unique<PgTimescaledbJob>(config.pg_timescaledb_job));
  std::erase_if(rules, [](const auto& rule) { return !rule->basics().enabled; });
  return rules;
}

}  // namespace lifeguard
