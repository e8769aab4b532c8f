import { duration, level, rises, sign, stays, STEP } from './alert.mjs';

const MAIN = 'instance="a:9963",target="main"';
const SHOP = `${MAIN},database="shop"`;
const STATEMENT = `${SHOP},queryid="42"`;
const TABLE = `${SHOP},schema="public",table="orders"`;

// Statements are read once a minute (statements_interval), so that a shorter stretch may hold no reading at all.
const WINDOW = '5m';

export const postgresqlRules = (rules) => {
  const one = (metric, value, labels = MAIN) => ({ [`${metric}{${labels}}`]: stays(value) });
  const simple = (rule, metric, { labels = MAIN, ...more } = {}) =>
    level(rule, { value: metric, feeds: (value) => one(metric, value, labels), ...more });

  const { slow_query, blocked_sessions, n_plus_one, pg_replication_slot, pg_checkpoints, pg_deadlocks, pg_cache_misses, pg_dead_rows } = rules;
  const mean = (range) => `increase(lifeguard_pg_statement_seconds_total[${range}]) / (increase(lifeguard_pg_statement_calls_total[${range}]) > 0)`;
  const statement = (seconds, calls) => ({
    [`lifeguard_pg_statement_seconds_total{${STATEMENT}}`]: seconds,
    [`lifeguard_pg_statement_calls_total{${STATEMENT}}`]: calls,
  });
  const checkpoints = duration(pg_checkpoints.window);
  const misses = duration(pg_cache_misses.window);
  return [
    sign(rules.limited_visibility, {
      value: 'lifeguard_pg_visibility == bool 0',
      severity: 'warning',
      fires: one('lifeguard_pg_visibility', 0),
      quiet: one('lifeguard_pg_visibility', 1),
    }),
    sign(slow_query, {
      why: 'seen to run long',
      value: 'ceil(increase(lifeguard_slow_queries_total[1m]))',
      severity: 'warning',
      fires: { [`lifeguard_slow_queries_total{${MAIN}}`]: rises(1) },
      quiet: { [`lifeguard_slow_queries_total{${MAIN}}`]: stays(3) },
    }),
    level(slow_query, {
      why: 'long on average',
      value: mean(WINDOW),
      limits: { warning: slow_query.warning },
      unit: 'seconds',
      feeds: (value) => statement(rises(value), rises(1)),
    }),
    sign(slow_query, {
      why: 'longer than before',
      value: `${mean(WINDOW)} >= ${slow_query.regression} * (
    increase(lifeguard_pg_statement_seconds_total[1h] offset ${WINDOW}) / (increase(lifeguard_pg_statement_calls_total[1h] offset ${WINDOW}) > 0)
  ) and increase(lifeguard_pg_statement_calls_total[${WINDOW}]) >= ${slow_query.regression_calls}`,
      severity: 'warning',
      unit: 'seconds',
      at: '70m',
      // Ten milliseconds for an hour and more, then fifty.
      fires: statement('0+0.01x390 3.95+0.05x100', rises(1)),
      quiet: statement('0+0.01x390 3.92+0.02x100', rises(1)),
    }),
    ...['warning', 'critical'].map((severity) =>
      sign(blocked_sessions, {
        why: `for ${duration(blocked_sessions[severity])}`,
        value: 'lifeguard_pg_blocked_sessions',
        severity,
        hold: blocked_sessions[severity],
        fires: one('lifeguard_pg_blocked_sessions', 1),
        quiet: severity === 'warning' ? one('lifeguard_pg_blocked_sessions', 0) : { [`lifeguard_pg_blocked_sessions{${MAIN}}`]: '0+0x58 1+0x500' },
      }),
    ),
    sign(blocked_sessions, {
      why: 'many',
      value: `lifeguard_pg_blocked_sessions >= ${blocked_sessions.critical_sessions}`,
      severity: 'critical',
      fires: one('lifeguard_pg_blocked_sessions', blocked_sessions.critical_sessions),
      quiet: one('lifeguard_pg_blocked_sessions', blocked_sessions.critical_sessions - 1),
    }),
    simple(rules.long_transaction, 'lifeguard_pg_oldest_transaction_age_seconds', { unit: 'seconds' }),
    sign(n_plus_one, {
      value: `increase(lifeguard_pg_statement_calls_total{queryid!="other"}[${WINDOW}])
    / on (instance, target, database) group_left () sum by (instance, target, database) (increase(lifeguard_pg_transactions_total[${WINDOW}]) > 0)
    >= ${n_plus_one.per_transaction}
    and increase(lifeguard_pg_statement_calls_total[${WINDOW}]) >= ${n_plus_one.calls}`,
      severity: 'info',
      fires: {
        [`lifeguard_pg_statement_calls_total{${STATEMENT}}`]: rises(n_plus_one.calls),
        [`lifeguard_pg_transactions_total{${SHOP},outcome="committed"}`]: rises(n_plus_one.calls / n_plus_one.per_transaction / 2),
      },
      quiet: {
        [`lifeguard_pg_statement_calls_total{${STATEMENT}}`]: rises(n_plus_one.calls),
        [`lifeguard_pg_transactions_total{${SHOP},outcome="committed"}`]: rises((n_plus_one.calls / n_plus_one.per_transaction) * 2),
      },
    }),
    sign(rules.schema_drift, {
      why: 'failed migrations',
      value: 'lifeguard_pg_failed_migrations',
      severity: 'warning',
      fires: one('lifeguard_pg_failed_migrations', 1, SHOP),
      quiet: one('lifeguard_pg_failed_migrations', 0, SHOP),
    }),
    sign(rules.schema_drift, {
      why: 'missing tables',
      value: 'lifeguard_pg_missing_tables',
      severity: 'critical',
      fires: one('lifeguard_pg_missing_tables', 1, SHOP),
      quiet: one('lifeguard_pg_missing_tables', 0, SHOP),
    }),
    simple(rules.pg_wraparound, 'lifeguard_pg_wraparound_used_ratio', { unit: 'share' }),
    simple(rules.pg_xmin_horizon, 'lifeguard_pg_xmin_age_transactions', { labels: `${MAIN},holder="session"` }),
    simple(rules.pg_prepared_transaction, 'lifeguard_pg_oldest_prepared_transaction_age_seconds', { unit: 'seconds' }),
    level(pg_dead_rows, {
      value: `lifeguard_pg_table_dead_rows_ratio and lifeguard_pg_table_dead_rows >= ${pg_dead_rows.rows}`,
      unit: 'share',
      feeds: (value) => ({ ...one('lifeguard_pg_table_dead_rows_ratio', value, TABLE), ...one('lifeguard_pg_table_dead_rows', pg_dead_rows.rows, TABLE) }),
      extra: [
        {
          severity: undefined,
          at: '10m',
          feeds: { ...one('lifeguard_pg_table_dead_rows_ratio', 0.99, TABLE), ...one('lifeguard_pg_table_dead_rows', pg_dead_rows.rows - 1, TABLE) },
        },
      ],
    }),
    simple(rules.pg_sequence_exhaustion, 'lifeguard_pg_sequence_used_ratio', { unit: 'share', labels: `${SHOP},schema="public",sequence="orders_id_seq"` }),
    level(rules.pg_replication_lag, {
      value: 'lifeguard_pg_replication_lag_seconds or lifeguard_pg_replay_lag_seconds',
      unit: 'seconds',
      feeds: (value) => one('lifeguard_pg_replication_lag_seconds', value, `${MAIN},standby="replica",client="10.0.0.7"`),
    }),
    simple(pg_replication_slot, 'lifeguard_pg_slot_retained_bytes', { why: 'keeps WAL', unit: 'bytes', labels: `${MAIN},slot="replica"` }),
    level(pg_replication_slot, {
      why: 'unused',
      value: 'lifeguard_pg_slot_inactive_seconds',
      limits: { warning: pg_replication_slot.inactive },
      unit: 'seconds',
      feeds: (value) => one('lifeguard_pg_slot_inactive_seconds', value, `${MAIN},slot="replica"`),
    }),
    sign(pg_replication_slot, {
      why: 'lost',
      value: 'lifeguard_pg_slot_lost',
      severity: 'critical',
      fires: one('lifeguard_pg_slot_lost', 1, `${MAIN},slot="replica"`),
      quiet: one('lifeguard_pg_slot_lost', 0, `${MAIN},slot="replica"`),
    }),
    simple(rules.pg_archiver, 'lifeguard_pg_archiver_failing_seconds', { unit: 'seconds' }),
    level(pg_checkpoints, {
      value: `increase(lifeguard_pg_checkpoints_total{reason="requested"}[${checkpoints}])
    / ignoring (reason) group_left () (sum without (reason) (increase(lifeguard_pg_checkpoints_total[${checkpoints}])) >= ${pg_checkpoints.checkpoints})`,
      unit: 'share',
      at: '40m',
      feeds: (share) => ({
        [`lifeguard_pg_checkpoints_total{${MAIN},reason="requested"}`]: rises(Math.min(share, 1)),
        [`lifeguard_pg_checkpoints_total{${MAIN},reason="timed"}`]: rises(Math.max(1 - share, 0)),
      }),
      extra: [
        {
          severity: undefined,
          at: '40m',
          feeds: {
            [`lifeguard_pg_checkpoints_total{${MAIN},reason="requested"}`]: '0+0x200 1+1x2 4+0x500',
            [`lifeguard_pg_checkpoints_total{${MAIN},reason="timed"}`]: stays(1),
          },
        },
      ],
    }),
    level(pg_deadlocks, {
      value: `increase(lifeguard_pg_deadlocks_total[${duration(pg_deadlocks.window)}])`,
      feeds: (count) => ({ [`lifeguard_pg_deadlocks_total{${SHOP}}`]: rises((count * STEP) / pg_deadlocks.window) }),
    }),
    level(pg_cache_misses, {
      value: `rate(lifeguard_pg_blocks_total{source="read"}[${misses}])
    / ignoring (source) group_left () (sum without (source) (rate(lifeguard_pg_blocks_total[${misses}])) >= ${pg_cache_misses.blocks_per_second})`,
      unit: 'share',
      feeds: (share) => blocks(share, 2 * pg_cache_misses.blocks_per_second),
      extra: [{ severity: undefined, at: '10m', feeds: blocks(0.9, pg_cache_misses.blocks_per_second / 2) }],
    }),
    sign(rules.pg_role_change, {
      why: 'promoted or demoted',
      value: `changes(lifeguard_pg_in_recovery[${duration(rules.pg_role_change.shown)}])`,
      severity: 'warning',
      at: '12m',
      fires: { [`lifeguard_pg_in_recovery{${MAIN}}`]: '0+0x60 1+0x500' },
      quiet: { [`lifeguard_pg_in_recovery{${MAIN}}`]: stays(1) },
    }),
    sign(rules.pg_role_change, {
      why: 'restarted',
      value: `changes(lifeguard_pg_start_time_seconds[${duration(rules.pg_role_change.shown)}])`,
      severity: 'info',
      at: '12m',
      fires: { [`lifeguard_pg_start_time_seconds{${MAIN}}`]: '1000+0x60 2000+0x500' },
      quiet: { [`lifeguard_pg_start_time_seconds{${MAIN}}`]: stays(1000) },
    }),
    sign(rules.pg_invalid_index, {
      value: 'lifeguard_pg_invalid_indexes',
      severity: 'warning',
      fires: one('lifeguard_pg_invalid_indexes', 1, SHOP),
      quiet: one('lifeguard_pg_invalid_indexes', 0, SHOP),
    }),
    sign(rules.pg_posture, {
      value: 'lifeguard_pg_posture{check!="pool_maxima"} == bool 0',
      severity: 'info',
      fires: one('lifeguard_pg_posture', 0, `${MAIN},check="durability"`),
      quiet: one('lifeguard_pg_posture', 1, `${MAIN},check="durability"`),
    }),
    sign(rules.pg_timescaledb_job, {
      value: 'lifeguard_pg_timescaledb_failed_jobs',
      severity: 'warning',
      fires: one('lifeguard_pg_timescaledb_failed_jobs', 1, SHOP),
      quiet: one('lifeguard_pg_timescaledb_failed_jobs', 0, SHOP),
    }),
  ];
};

function blocks(share, perSecond) {
  return {
    [`lifeguard_pg_blocks_total{${SHOP},source="read"}`]: rises(share * perSecond * STEP),
    [`lifeguard_pg_blocks_total{${SHOP},source="hit"}`]: rises((1 - share) * perSecond * STEP),
  };
}

export const UNSAID_OF_POSTGRESQL = {
  pg_unused_index: 'the metric counts unused indexes of any size, and the rule lets small ones be',
  pg_foreign_key_unindexed: 'the metric counts keys of any table, and the rule lets small tables be',
};
