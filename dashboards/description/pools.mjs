import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, most, of, pace, ratio, sum, total, worst } from './queries.mjs';
import { any, anyAtAll, plain, rising } from './thresholds.mjs';

const DAY = 86400;

export const pools = ({ rules }) =>
  dashboard({
    uid: 'pools',
    title: 'Pools',
    description: 'Connections on their way from the app over PgBouncer to the server: how full each layer is, who waits, what leaks, when it ends.',
    rows: [
      row('Now', [
        stat({
          title: 'Fullest pool',
          description: 'The largest share of any pool in use.',
          query: `max(${of('lifeguard_pool_saturation_ratio')})`,
          unit: 'percentunit',
          steps: rising(rules.pool_exhaustion),
        }),
        stat({
          title: 'Waiting',
          description: 'Requests that ask for a connection and have none.',
          query: total(gauge('lifeguard_pool_waiting', 'pool')),
          steps: any('orange'),
        }),
        stat({
          title: 'Longest wait in PgBouncer',
          description: 'How long the client that has waited longest has waited until now.',
          query: `max(${of('lifeguard_pgbouncer_longest_wait_seconds')})`,
          unit: 's',
          steps: rising(rules.pgbouncer_stalled),
        }),
        stat({
          title: 'Waits given up',
          description: 'Waits for a connection that ended without one, per second: errors in the app.',
          query: total(pace('lifeguard_pool_timeouts_total', 'pool')),
          unit: 'cps',
          steps: anyAtAll(),
        }),
        stat({
          title: 'Leaked connections',
          description: 'Connections that seem to be taken for good, at least so many.',
          query: total(gauge('lifeguard_pool_leaked_connections', 'pool')),
          steps: any('orange'),
        }),
        stat({
          title: 'First pool full in',
          description: 'At the rise of the last ten minutes. Absent (more than a day) is good.',
          query: `min(${of('lifeguard_pool_exhaustion_seconds')} < ${DAY}) or vector(${DAY})`,
          unit: 's',
          steps: [[null, 'red'], [rules.pool_exhaustion.forecast, 'green']],
          mappings: { [DAY]: ['not in sight', 'green'] },
        }),
      ]),
      row('The three layers', [
        table({
          title: 'Every pool',
          description: 'App pools, PgBouncer\'s pools, the server\'s own slots (server) and the clients of Redis (clients), the same for each.',
          labels: { target: 'Target', pool: 'Pool' },
          columns: {
            'In use': { query: gauge('lifeguard_pool_saturation_ratio', 'pool'), unit: 'percentunit', steps: rising(rules.pool_exhaustion), decimals: 0 },
            Used: { query: gauge('lifeguard_pool_connections', 'pool', 'state="used"'), decimals: 0 },
            Idle: { query: gauge('lifeguard_pool_connections', 'pool', 'state="idle"'), decimals: 0 },
            Limit: { query: gauge('lifeguard_pool_limit', 'pool'), decimals: 0 },
            Waiting: { query: gauge('lifeguard_pool_waiting', 'pool'), steps: any('orange'), decimals: 0 },
            Leaked: { query: gauge('lifeguard_pool_leaked_connections', 'pool'), steps: any('orange'), decimals: 0 },
          },
          sortBy: 'In use',
          height: 10,
        }),
        series({
          title: 'In use',
          description: 'Used connections over the limit that binds; the lines are where pool_exhaustion warns and pages.',
          queries: { '{{target}}: {{pool}}': gauge('lifeguard_pool_saturation_ratio', 'pool') },
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.pool_exhaustion),
        }),
        series({
          title: 'Used connections',
          description: 'Connections of each pool that somebody has now.',
          queries: { '{{target}}: {{pool}}': gauge('lifeguard_pool_connections', 'pool', 'state="used"') },
        }),
      ]),
      row('Waiting', [
        series({
          title: 'Who waits',
          description: 'Requests without a connection at each look.',
          queries: { '{{target}}: {{pool}}': gauge('lifeguard_pool_waiting', 'pool') },
          softMax: 1,
          width: 8,
        }),
        series({
          title: 'Waiting on average',
          description: 'Seconds waited per second, those counted who came and went between two looks: how many wait on average.',
          queries: { '{{target}}: {{pool}}': pace('lifeguard_pool_wait_seconds_total', 'pool') },
          width: 8,
        }),
        series({
          title: 'Waits given up',
          description: 'Per second. Each is an error in the app.',
          queries: { '{{target}}: {{pool}}': pace('lifeguard_pool_timeouts_total', 'pool') },
          unit: 'cps',
          width: 8,
        }),
      ]),
      row('Leaks and forecast', [
        series({
          title: 'Leaked connections',
          description: 'Suspected now, at least so many; see the alert connection_leak for the evidence.',
          queries: { '{{target}}: {{pool}}': gauge('lifeguard_pool_leaked_connections', 'pool') },
          softMax: 2,
          steps: any('orange'),
          width: 8,
        }),
        series({
          title: 'Time until full',
          description: 'At the rise of the last ten minutes, of pools that would be full within a day. Below the line pool_exhaustion warns.',
          queries: { '{{target}}: {{pool}}': `clamp_max(${gauge('lifeguard_pool_exhaustion_seconds', 'pool')}, ${DAY})` },
          unit: 's',
          steps: [[null, 'red'], [rules.pool_exhaustion.forecast, 'green']],
          width: 8,
        }),
        series({
          title: 'Held on average',
          description: 'How long the app has a connection out before it gives it back. A leak never appears here: it is not given back.',
          queries: { '{{target}}: {{pool}}': ratio('lifeguard_app_pool_use_seconds_total', 'lifeguard_app_pool_uses_total', 'pool') },
          unit: 's',
          width: 8,
        }),
      ]),
      row('App pools', [
        series({
          title: 'Connections taken',
          description: 'From the pool, per second.',
          queries: { '{{target}}: {{pool}}': pace('lifeguard_app_pool_acquires_total', 'pool') },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Connections opened',
          description: 'By the pool, per second. Many mean that it is too small at rest, or that something closes them.',
          queries: { '{{target}}: {{pool}}': pace('lifeguard_app_pool_creations_total', 'pool') },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Time to open one',
          description: 'On average, with login and TLS.',
          queries: { '{{target}}: {{pool}}': ratio('lifeguard_app_pool_create_seconds_total', 'lifeguard_app_pool_creations_total', 'pool') },
          unit: 's',
          width: 8,
        }),
        table({
          title: 'Libraries',
          description: 'Which library tells of each pool, and restarts of the app that were seen.',
          labels: { target: 'Target', pool: 'Pool', library: 'Library' },
          columns: { Pools: { query: gauge('lifeguard_app_pool_info', 'pool, library'), decimals: 0 } },
          width: 12,
          height: 6,
        }),
        series({
          title: 'Restarts of the app',
          description: 'Seen within five minutes: its start, or its counters, had begun anew.',
          queries: { '{{target}}': worst('target', `increase(${of('lifeguard_app_pool_restarts_total')}[5m])`) },
          softMax: 1,
          width: 12,
          height: 6,
          decimals: 0,
        }),
      ]),
      row('PgBouncer', [
        series({
          title: 'Clients',
          description: 'Active ones have a connection or rest; the others wait.',
          queries: { '{{target}}: {{pool}}, {{state}}': gauge('lifeguard_pgbouncer_clients', 'pool, state') },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Connections to the server',
          description: 'By pool and state. Logins that never end mean that the server refuses them.',
          queries: { '{{target}}: {{pool}}, {{state}}': `${gauge('lifeguard_pgbouncer_server_connections', 'pool, state')} > 0` },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Longest wait',
          description: 'Of a client that waits now. With no server connection to serve it, pgbouncer_stalled warns at the line.',
          queries: { '{{target}}': gauge('lifeguard_pgbouncer_longest_wait_seconds') },
          unit: 's',
          steps: rising(rules.pgbouncer_stalled),
          width: 8,
        }),
        series({
          title: 'Queries and transactions',
          description: 'Pooled, per second.',
          queries: {
            'queries, {{database}} on {{target}}': pace('lifeguard_pgbouncer_queries_total', 'database'),
            'transactions, {{database}} on {{target}}': pace('lifeguard_pgbouncer_transactions_total', 'database'),
          },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Mean time',
          description: 'Of a query and of a transaction. A transaction much longer than its queries holds a connection for nothing.',
          queries: {
            'query, {{database}} on {{target}}': ratio('lifeguard_pgbouncer_query_seconds_total', 'lifeguard_pgbouncer_queries_total', 'database'),
            'transaction, {{database}} on {{target}}': ratio('lifeguard_pgbouncer_transaction_seconds_total', 'lifeguard_pgbouncer_transactions_total', 'database'),
          },
          unit: 's',
          width: 8,
        }),
        series({
          title: 'Waited by those who were served',
          description: 'Seconds per second, by PgBouncer\'s own count; who still waits or gave up is not in it.',
          queries: { '{{target}}: {{database}}': pace('lifeguard_pgbouncer_client_wait_seconds_total', 'database') },
          width: 8,
        }),
        bars({
          title: 'Clients by application',
          description: 'The ten applications with the most clients.',
          query: most(10, sum('target, application', gauge('lifeguard_pgbouncer_client_applications', 'application, state'))),
          legend: '{{application}} on {{target}}',
          decimals: 0,
        }),
        series({
          title: 'Traffic',
          description: 'Bytes from clients and to them.',
          queries: { '{{database}} on {{target}}, {{direction}}': pace('lifeguard_pgbouncer_bytes_total', 'database, direction') },
          unit: 'Bps',
          width: 8,
        }),
        table({
          title: 'Databases and pauses',
          description: 'A paused database serves nobody: RESUME on the console of PgBouncer.',
          labels: { target: 'Target', database: 'Database' },
          columns: {
            Paused: {
              query: gauge('lifeguard_pgbouncer_database_paused', 'database'),
              mappings: { 0: ['no', 'green'], 1: ['PAUSED', 'red'] },
              steps: any(),
            },
          },
          width: 8,
        }),
      ]),
      row('The server\'s slots', [
        series({
          title: 'Sessions by application',
          description: 'The ten applications with the most sessions on the server.',
          queries: { '{{application}} on {{target}}': most(10, sum('target, application', gauge('lifeguard_pg_sessions', 'database, application, state'))) },
          stack: true,
        }),
        series({
          title: 'Slots',
          description: 'Sessions, and how many ordinary roles may open: max_connections less the reserved ones.',
          queries: {
            'sessions of {{target}}': sum('target', gauge('lifeguard_pg_sessions', 'database, application, state')),
            'limit of {{target}}': gauge('lifeguard_pg_session_limit'),
          },
        }),
      ]),
    ],
  });

