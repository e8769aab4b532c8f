import { level, rises, sign, stays } from './alert.mjs';

const POOL = 'instance="a:9963",target="main",pool="server"';
const MAIN = 'instance="a:9963",target="main"';

export const poolRules = (rules) => {
  const { pool_exhaustion, pool_budget, connection_leak, pgbouncer_stalled } = rules;
  const pool = (saturation, more = {}) => ({ [`lifeguard_pool_saturation_ratio{${POOL}}`]: stays(saturation), ...named(more) });
  const named = (more) => Object.fromEntries(Object.entries(more).map(([name, values]) => [`lifeguard_pool_${name}{${POOL}}`, values]));
  return [
    level(pool_exhaustion, {
      why: 'in use',
      value: 'lifeguard_pool_saturation_ratio unless lifeguard_pool_waiting == 0',
      unit: 'share',
      feeds: (value) => pool(value, { waiting: stays(1) }),
      extra: [{ severity: undefined, feeds: pool(1, { waiting: '0+0x3 1+0x1 0+0x500' }), at: '20s' }],
    }),
    level(pool_exhaustion, {
      why: 'stays full',
      value: 'min_over_time(lifeguard_pool_saturation_ratio[1m])',
      limits: { warning: pool_exhaustion.warning, clear: pool_exhaustion.clear },
      unit: 'share',
      feeds: (value) => pool(value, { waiting: stays(0) }),
    }),
    sign(pool_exhaustion, {
      why: 'forecast',
      value: `lifeguard_pool_exhaustion_seconds < ${pool_exhaustion.forecast} and lifeguard_pool_saturation_ratio >= 0.5`,
      severity: 'warning',
      unit: 'seconds',
      fires: pool(0.6, { exhaustion_seconds: stays(pool_exhaustion.forecast - 1) }),
      quiet: pool(0.4, { exhaustion_seconds: stays(pool_exhaustion.forecast - 1) }),
    }),
    sign(pool_exhaustion, {
      why: 'waits given up',
      value: 'floor(increase(lifeguard_pool_timeouts_total[1m]))',
      severity: 'warning',
      fires: named({ timeouts_total: rises(1) }),
      quiet: named({ timeouts_total: stays(7) }),
    }),
    sign(pool_budget, {
      value: 'lifeguard_pg_posture{check="pool_maxima"} == bool 0',
      severity: 'warning',
      fires: { [`lifeguard_pg_posture{${MAIN},check="pool_maxima"}`]: stays(0) },
      quiet: { [`lifeguard_pg_posture{${MAIN},check="pool_maxima"}`]: stays(1) },
    }),
    sign(connection_leak, {
      why: 'suspected',
      value: 'lifeguard_pool_leaked_connections',
      severity: 'warning',
      fires: named({ leaked_connections: stays(2) }),
      quiet: named({ leaked_connections: stays(0) }),
    }),
    level(connection_leak, {
      why: 'idle in transaction',
      value: 'lifeguard_pg_oldest_idle_in_transaction_age_seconds',
      limits: { warning: connection_leak.warning },
      unit: 'seconds',
      feeds: (value) => ({ [`lifeguard_pg_oldest_idle_in_transaction_age_seconds{${MAIN}}`]: stays(value) }),
    }),
    level(pgbouncer_stalled, {
      value: `lifeguard_pgbouncer_longest_wait_seconds
    unless on (instance, target) sum by (instance, target) (lifeguard_pgbouncer_server_connections{state!="login"}) > 0`,
      unit: 'seconds',
      feeds: (value) => ({
        [`lifeguard_pgbouncer_longest_wait_seconds{${MAIN}}`]: stays(value),
        [`lifeguard_pgbouncer_server_connections{${MAIN},pool="shop/shop",state="active"}`]: stays(0),
        [`lifeguard_pgbouncer_server_connections{${MAIN},pool="shop/shop",state="login"}`]: stays(1),
      }),
      extra: [
        {
          severity: undefined,
          at: '10m',
          feeds: {
            [`lifeguard_pgbouncer_longest_wait_seconds{${MAIN}}`]: stays(pgbouncer_stalled.critical * 2),
            [`lifeguard_pgbouncer_server_connections{${MAIN},pool="shop/shop",state="active"}`]: stays(1),
          },
        },
      ],
    }),
  ];
};

export const UNSAID_OF_POOLS = {
  pgbouncer_config: 'settings of PgBouncer are texts in its console, not metrics',
};
