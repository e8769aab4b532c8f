#include "alerts/rules.hpp"

#include "alerts/rules/blocked_sessions.hpp"
#include "alerts/rules/connection_leak.hpp"
#include "alerts/rules/dead_rows.hpp"
#include "alerts/rules/invalid_index.hpp"
#include "alerts/rules/limited_visibility.hpp"
#include "alerts/rules/long_transaction.hpp"
#include "alerts/rules/n_plus_one.hpp"
#include "alerts/rules/pg_archiver.hpp"
#include "alerts/rules/pg_cache_misses.hpp"
#include "alerts/rules/pg_checkpoints.hpp"
#include "alerts/rules/pg_deadlocks.hpp"
#include "alerts/rules/pg_posture.hpp"
#include "alerts/rules/pg_prepared_transaction.hpp"
#include "alerts/rules/pg_replication_lag.hpp"
#include "alerts/rules/pg_replication_slot.hpp"
#include "alerts/rules/pg_role_change.hpp"
#include "alerts/rules/pg_timescaledb_job.hpp"
#include "alerts/rules/pg_wraparound.hpp"
#include "alerts/rules/pg_xmin_horizon.hpp"
#include "alerts/rules/pgbouncer_config.hpp"
#include "alerts/rules/pgbouncer_stalled.hpp"
#include "alerts/rules/pool_budget.hpp"
#include "alerts/rules/pool_exhaustion.hpp"
#include "alerts/rules/redis_client_leak.hpp"
#include "alerts/rules/redis_cluster.hpp"
#include "alerts/rules/redis_evictions.hpp"
#include "alerts/rules/redis_fragmentation.hpp"
#include "alerts/rules/redis_hit_ratio.hpp"
#include "alerts/rules/redis_latency.hpp"
#include "alerts/rules/redis_memory.hpp"
#include "alerts/rules/redis_persistence.hpp"
#include "alerts/rules/redis_rejected_connections.hpp"
#include "alerts/rules/redis_replication.hpp"
#include "alerts/rules/redis_sentinel.hpp"
#include "alerts/rules/redis_slow_command.hpp"
#include "alerts/rules/schema_drift.hpp"
#include "alerts/rules/sequence_exhaustion.hpp"
#include "alerts/rules/slow_query.hpp"
#include "alerts/rules/target_down.hpp"
#include "alerts/rules/unindexed_foreign_key.hpp"
#include "alerts/rules/unused_index.hpp"
#include "alerts/rules/vector_collection_missing.hpp"
#include "alerts/rules/vector_config_drift.hpp"
#include "alerts/rules/vector_index_lag.hpp"
#include "alerts/rules/vector_self_recall.hpp"
#include "alerts/rules/vector_shrunk.hpp"
#include "alerts/rules/vector_slow.hpp"
#include "alerts/rules/vector_unready.hpp"

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
  rules.push_back(std::make_unique<ReplicationLag>(config.pg_replication_lag));
  rules.push_back(std::make_unique<ReplicationSlot>(config.pg_replication_slot));
  rules.push_back(std::make_unique<ArchiverRule>(config.pg_archiver));
  rules.push_back(std::make_unique<CheckpointsRule>(config.pg_checkpoints));
  rules.push_back(std::make_unique<Deadlocks>(config.pg_deadlocks));
  rules.push_back(std::make_unique<CacheMisses>(config.pg_cache_misses));
  rules.push_back(std::make_unique<PgWraparound>(config.pg_wraparound));
  rules.push_back(std::make_unique<PgXminHorizon>(config.pg_xmin_horizon, config.long_transaction,
                                                  config.pg_prepared_transaction));
  rules.push_back(std::make_unique<PgPreparedTransaction>(config.pg_prepared_transaction));
  rules.push_back(std::make_unique<PgRoleChange>(config.pg_role_change));
  rules.push_back(std::make_unique<DeadRows>(config.pg_dead_rows));
  rules.push_back(std::make_unique<SequenceExhaustion>(config.pg_sequence_exhaustion));
  rules.push_back(std::make_unique<InvalidIndex>(config.pg_invalid_index));
  rules.push_back(std::make_unique<UnusedIndex>(config.pg_unused_index));
  rules.push_back(std::make_unique<UnindexedForeignKey>(config.pg_foreign_key_unindexed));
  rules.push_back(std::make_unique<NPlusOne>(config.n_plus_one));
  rules.push_back(std::make_unique<SchemaDrift>(config.schema_drift));
  rules.push_back(std::make_unique<PgPosture>(config.pg_posture));
  rules.push_back(std::make_unique<PgTimescaledbJob>(config.pg_timescaledb_job));
  rules.push_back(std::make_unique<PoolBudget>(config.pool_budget));
  rules.push_back(std::make_unique<PgBouncerLint>(config.pgbouncer_config));
  rules.push_back(std::make_unique<PgBouncerStalled>(config.pgbouncer_stalled));
  rules.push_back(std::make_unique<RedisClientLeak>(config.connection_leak));
  rules.push_back(std::make_unique<RedisHitRatio>(config.redis_hit_ratio));
  rules.push_back(std::make_unique<RedisMemory>(config.redis_memory));
  rules.push_back(std::make_unique<RedisEvictions>(config.redis_evictions));
  rules.push_back(
      std::make_unique<RedisRejectedConnections>(config.redis_rejected_connections, config.pool_exhaustion));
  rules.push_back(std::make_unique<RedisSlowCommand>(config.redis_slow_command));
  rules.push_back(std::make_unique<RedisLatency>(config.redis_latency));
  rules.push_back(std::make_unique<RedisPersistence>(config.redis_persistence));
  rules.push_back(std::make_unique<RedisReplication>(config.redis_replication));
  rules.push_back(std::make_unique<RedisCluster>(config.redis_cluster));
  rules.push_back(std::make_unique<RedisSentinel>(config.redis_sentinel));
  rules.push_back(std::make_unique<RedisFragmentation>(config.redis_fragmentation));
  rules.push_back(std::make_unique<VectorUnready>(config.vector_unready));
  rules.push_back(std::make_unique<VectorCollectionMissing>(config.vector_collection_missing));
  rules.push_back(std::make_unique<VectorSelfRecall>(config.vector_self_recall));
  rules.push_back(std::make_unique<VectorSlow>(config.vector_slow));
  rules.push_back(std::make_unique<VectorIndexLag>(config.vector_index_lag));
  rules.push_back(std::make_unique<VectorConfigDrift>(config.vector_config_drift));
  rules.push_back(std::make_unique<VectorShrunk>(config.vector_shrunk));
  std::erase_if(rules, [](const auto& rule) { return !rule->basics().enabled; });
  return rules;
}

}  // namespace lifeguard
