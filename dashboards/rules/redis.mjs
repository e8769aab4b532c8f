import { duration, level, rises, sign, stays, STEP } from './alert.mjs';

const CACHE = 'instance="a:9963",target="cache"';

export const redisRules = (rules) => {
  const one = (metric, value, more = '') => ({ [`lifeguard_redis_${metric}{${CACHE}${more}}`]: stays(value) });
  const rising = (metric, perStep, more = '') => ({ [`lifeguard_redis_${metric}{${CACHE}${more}}`]: rises(perStep) });
  const { redis_hit_ratio, redis_memory, redis_evictions, redis_rejected_connections, redis_latency, redis_persistence, redis_replication, redis_fragmentation } = rules;
  const window = duration(redis_hit_ratio.window);
  const hits = `rate(lifeguard_redis_keyspace_hits_total[${window}])`;
  const misses = `rate(lifeguard_redis_keyspace_misses_total[${window}])`;
  const lookups = (ratio, perSecond) => ({
    ...rising('keyspace_hits_total', ratio * perSecond * STEP),
    ...rising('keyspace_misses_total', (1 - ratio) * perSecond * STEP),
  });
  const evicted = `rate(lifeguard_redis_evicted_keys_total[${duration(redis_evictions.window)}])`;
  const refusing = duration(redis_rejected_connections.window);
  const rejected = `ceil(increase(lifeguard_redis_rejected_connections_total[${refusing}]))`;
  const farBelow = `max_over_time(lifeguard_pool_saturation_ratio{pool="clients"}[${refusing}]) < 0.5`;
  const taken = (share) => ({ [`lifeguard_pool_saturation_ratio{${CACHE},pool="clients"}`]: stays(share) });
  const GIB = 2 ** 30;
  return [
    level(redis_hit_ratio, {
      value: `${hits} / (${hits} + ${misses} >= ${redis_hit_ratio.lookups_per_second})`,
      below: true,
      unit: 'share',
      feeds: (ratio) => lookups(ratio, 2 * redis_hit_ratio.lookups_per_second),
      extra: [{ severity: undefined, at: '10m', feeds: lookups(0.01, redis_hit_ratio.lookups_per_second / 2) }],
    }),
    level(redis_memory, {
      value: `lifeguard_redis_memory_used_bytes / lifeguard_redis_memory_limit_bytes
    unless increase(lifeguard_redis_evicted_keys_total[1h]) > 0`,
      unit: 'share',
      feeds: (share) => ({ ...one('memory_used_bytes', share * GIB), ...one('memory_limit_bytes', GIB), ...one('evicted_keys_total', 0) }),
      extra: [
        {
          severity: undefined,
          at: '10m',
          feeds: { ...one('memory_used_bytes', GIB), ...one('memory_limit_bytes', GIB), ...rising('evicted_keys_total', 1) },
        },
      ],
    }),
    sign(redis_memory, {
      why: 'writes refused',
      value: 'lifeguard_redis_writes_refused',
      severity: 'critical',
      fires: one('writes_refused', 1),
      quiet: one('writes_refused', 0),
    }),
    sign(redis_evictions, {
      value: evicted,
      severity: 'info',
      fires: rising('evicted_keys_total', 1),
      quiet: one('evicted_keys_total', 9),
    }),
    sign(redis_evictions, {
      why: 'all keys soon',
      value: `sum without (database) (lifeguard_redis_keys) / (${evicted} > 0) < ${redis_evictions.turnover}`,
      severity: 'warning',
      unit: 'seconds',
      fires: { ...rising('evicted_keys_total', 100), ...one('keys', 1000, ',database="db0"') },
      quiet: { ...rising('evicted_keys_total', 1), ...one('keys', 1e6, ',database="db0"') },
    }),
    sign(redis_rejected_connections, {
      value: `${rejected} unless ignoring (pool) ${farBelow}`,
      severity: 'critical',
      fires: { ...rising('rejected_connections_total', 1), ...taken(0.9) },
      quiet: { ...one('rejected_connections_total', 5), ...taken(1) },
      extra: [
        { severity: 'critical', at: '10m', feeds: rising('rejected_connections_total', 1) },
        { severity: undefined, at: '10m', feeds: { ...rising('rejected_connections_total', 1), ...taken(0.49) } },
      ],
    }),
    // As the agent has it: those that protected-mode sends away are counted too.
    sign(redis_rejected_connections, {
      why: 'far below maxclients',
      value: `${rejected} and ignoring (pool) ${farBelow}`,
      severity: 'warning',
      fires: { ...rising('rejected_connections_total', 1), ...taken(0.49) },
      quiet: { ...rising('rejected_connections_total', 1), ...taken(0.5) },
    }),
    ...['get', 'set'].map((command) =>
      level(redis_latency, {
        why: `p99 of ${command.toUpperCase()}`,
        value: `lifeguard_redis_command_latency_seconds{command="${command}",quantile="0.99"}
    and ignoring (quantile) increase(lifeguard_redis_command_calls_total{command="${command}"}[1m]) >= ${redis_latency.calls}`,
        limits: { warning: redis_latency[command], critical: redis_latency[command] * redis_latency.critical },
        unit: 'seconds',
        feeds: (value) => ({
          ...one('command_latency_seconds', value, `,command="${command}",quantile="0.99"`),
          ...rising('command_calls_total', redis_latency.calls, `,command="${command}"`),
        }),
        extra: [
          {
            severity: undefined,
            at: '10m',
            feeds: {
              ...one('command_latency_seconds', 1, `,command="${command}",quantile="0.99"`),
              ...rising('command_calls_total', redis_latency.calls / 12, `,command="${command}"`),
            },
          },
        ],
      }),
    ),
    level(redis_latency, {
      why: 'PING',
      value: 'min_over_time(lifeguard_redis_latency_seconds{op="ping"}[1m])',
      limits: { warning: redis_latency.get, critical: redis_latency.get * redis_latency.critical },
      unit: 'seconds',
      feeds: (value) => one('latency_seconds', value, ',op="ping"'),
    }),
    sign(redis_persistence, {
      why: 'failed',
      value: 'lifeguard_redis_persistence_success{kind!="aof_write"} == bool 0',
      severity: 'warning',
      fires: one('persistence_success', 0, ',kind="save"'),
      quiet: one('persistence_success', 1, ',kind="save"'),
    }),
    sign(redis_persistence, {
      why: 'append only file',
      value: 'lifeguard_redis_persistence_success{kind="aof_write"} == bool 0',
      severity: 'critical',
      fires: one('persistence_success', 0, ',kind="aof_write"'),
      quiet: one('persistence_success', 1, ',kind="aof_write"'),
    }),
    sign(redis_persistence, {
      why: 'save age',
      value: `time() - lifeguard_redis_last_save_timestamp_seconds >= ${redis_persistence.save_age}
    and lifeguard_redis_changes_since_save > 0
    and lifeguard_redis_last_save_timestamp_seconds > lifeguard_redis_start_time_seconds + 5
    unless on (instance, target) lifeguard_redis_persistence_success{kind="aof_write"}`,
      severity: 'warning',
      unit: 'seconds',
      at: '10m',
      fires: {
        ...one('last_save_timestamp_seconds', -redis_persistence.save_age),
        ...one('start_time_seconds', -3 * redis_persistence.save_age),
        ...one('changes_since_save', 3),
      },
      quiet: {
        ...one('last_save_timestamp_seconds', 1 - redis_persistence.save_age),
        ...one('start_time_seconds', -3 * redis_persistence.save_age),
        ...one('changes_since_save', 0),
      },
    }),
    level(redis_replication, {
      why: 'replica not heard',
      value: 'lifeguard_redis_replica_last_heard_seconds',
      unit: 'seconds',
      feeds: (value) => one('replica_last_heard_seconds', value, ',replica="10.0.0.7:6379"'),
    }),
    sign(redis_replication, {
      why: 'master lost',
      value: 'lifeguard_redis_master_link_up == bool 0',
      severity: 'warning',
      fires: one('master_link_up', 0),
      quiet: one('master_link_up', 1),
    }),
    sign(rules.redis_cluster, {
      why: 'does not serve all',
      value: 'lifeguard_redis_cluster_ok == bool 0',
      severity: 'critical',
      fires: one('cluster_ok', 0),
      quiet: one('cluster_ok', 1),
    }),
    sign(rules.redis_cluster, {
      why: 'slots not reached',
      value: 'lifeguard_redis_cluster_slots{state="pfail"}',
      severity: 'warning',
      fires: one('cluster_slots', 5461, ',state="pfail"'),
      quiet: one('cluster_slots', 0, ',state="pfail"'),
    }),
    sign(rules.redis_sentinel, {
      value: 'lifeguard_redis_sentinel_master_ok == bool 0',
      severity: 'critical',
      fires: one('sentinel_master_ok', 0, ',master="shop",address="10.0.0.7:6379"'),
      quiet: one('sentinel_master_ok', 1, ',master="shop",address="10.0.0.7:6379"'),
    }),
    level(redis_fragmentation, {
      value: `lifeguard_redis_memory_resident_bytes / lifeguard_redis_memory_used_bytes
    and lifeguard_redis_memory_resident_bytes - lifeguard_redis_memory_used_bytes >= ${redis_fragmentation.wasted}`,
      feeds: (ratio) => ({ ...one('memory_resident_bytes', ratio * GIB), ...one('memory_used_bytes', GIB) }),
      extra: [
        {
          severity: undefined,
          at: '10m',
          feeds: { ...one('memory_resident_bytes', redis_fragmentation.wasted - 1), ...one('memory_used_bytes', 1000) },
        },
      ],
    }),
  ];
};

export const UNSAID_OF_REDIS = {
  redis_slow_command: 'the metric counts entries of the slow log, whose threshold is Redis\'s own, not how long each took',
};
