import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, least, most, of, pace, sum, total, worst } from './queries.mjs';
import { any, falling, good, plain, rising } from './thresholds.mjs';

const UP = { 1: ['up', 'green'], 0: ['DOWN', 'red'] };
const SEVERITIES = { 3: ['critical', 'red'], 2: ['warning', 'orange'], 1: ['info', 'blue'] };
const RANKS = ['critical', 'warning', 'info'].map((severity, at) => `${3 - at} * (${of('lifeguard_incidents', `severity="${severity}"`)} > bool 0)`).join(' or ');
const INCIDENTS = worst('target, rule, severity', of('lifeguard_incidents'));

export const overview = ({ rules }) =>
  dashboard({
    uid: 'overview',
    title: 'Overview',
    description: 'Everything beside one app: is it up, is it full, what is wrong. Start here.',
    rows: [
      row('Now', [
        stat({
          title: 'Targets down',
          description: 'Databases, poolers, caches and apps that at least one agent cannot read. What is known of them is old; their incidents are frozen.',
          query: `count(${least('target, kind', of('lifeguard_target_up'))} == 0) or vector(0)`,
          steps: any(),
        }),
        stat({
          title: 'Critical incidents',
          description: 'Told and not over. The table below names them; GET /api/incidents of the agent has evidence and remedy.',
          query: total(worst('target, rule', of('lifeguard_incidents', 'severity="critical"'))),
          steps: any(),
        }),
        stat({
          title: 'Warnings',
          description: 'Incidents of severity warning that were told and are not over.',
          query: total(worst('target, rule', of('lifeguard_incidents', 'severity="warning"'))),
          steps: any('orange'),
        }),
        stat({
          title: 'Fullest pool',
          description: 'The largest share of any pool in use: app pools, PgBouncer, the slots of PostgreSQL, the clients of Redis.',
          query: `max(${of('lifeguard_pool_saturation_ratio')})`,
          unit: 'percentunit',
          steps: rising(rules.pool_exhaustion),
        }),
        stat({
          title: 'Wait for a connection',
          description: 'Requests that ask for a connection now and have none. Anything above 0 for long is latency that users feel.',
          query: total(gauge('lifeguard_pool_waiting', 'pool')),
          steps: any('orange'),
        }),
        stat({
          title: 'Leaked connections',
          description: 'Connections that seem to be taken for good, at least so many. The Pools dashboard says in which pool.',
          query: total(gauge('lifeguard_pool_leaked_connections', 'pool')),
          steps: any('orange'),
        }),
      ]),
      row('Incidents', [
        table({
          title: 'Open incidents',
          description: 'What was told and is not over, by rule and target. Rules are named as in the alerts and in lifeguard.toml.',
          labels: { rule: 'Rule', target: 'Target' },
          columns: {
            Incidents: { query: `${sum('target, rule', INCIDENTS)} > 0`, decimals: 0 },
            Severity: { query: worst('target, rule', RANKS), mappings: SEVERITIES, steps: [[null, 'blue'], [2, 'orange'], [3, 'red']] },
          },
          sortBy: 'Severity',
          width: 10,
          height: 11,
        }),
        series({
          title: 'Incidents over time',
          description: 'How many were open. The same are marked as annotations in every graph, with the name of the rule.',
          queries: { '{{severity}}': sum('severity', INCIDENTS) },
          colours: { critical: 'red', warning: 'orange', info: 'blue' },
          stack: true,
          decimals: 0,
          width: 14,
          height: 11,
        }),
      ]),
      row('Targets', [
        table({
          title: 'What is watched',
          description: 'Up is the worst that any agent sees. Age is since the last answer; reading is how long all parts of a look took.',
          labels: { kind: 'Kind', target: 'Target' },
          columns: {
            State: { query: least('target, kind', of('lifeguard_target_up')), mappings: UP, steps: good() },
            Age: { query: `time() - ${least('target', of('lifeguard_target_last_success_timestamp_seconds'))}`, unit: 's', decimals: 0 },
            Reading: { query: sum('target', gauge('lifeguard_collect_duration_seconds', 'part')), unit: 's' },
          },
          width: 10,
          height: 10,
        }),
        series({
          title: 'Pools in use',
          description: 'Used connections over the limit that binds. The lines are where pool_exhaustion warns and pages.',
          queries: { '{{target}}: {{pool}}': gauge('lifeguard_pool_saturation_ratio', 'pool') },
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.pool_exhaustion),
          width: 14,
          height: 10,
        }),
      ]),
      row('PostgreSQL', [
        series({
          title: 'Oldest transaction',
          description: 'Age of the oldest open transaction of a client. It holds vacuum back and keeps its locks.',
          queries: { '{{target}}': gauge('lifeguard_pg_oldest_transaction_age_seconds') },
          unit: 's',
          steps: rising(rules.long_transaction),
          width: 8,
        }),
        series({
          title: 'Blocked sessions',
          description: 'Sessions that wait for a lock. /api/sessions of the agent names who blocks them.',
          queries: { '{{target}}': gauge('lifeguard_pg_blocked_sessions') },
          softMax: 1,
          steps: [[null, 'green'], [rules.blocked_sessions.critical_sessions, 'red']],
          width: 8,
        }),
        series({
          title: 'What sessions do',
          description: 'Active sessions on average by what they wait for; CPU is at work. More than the server has cores is too many.',
          queries: { '{{wait_event_type}}': sum('wait_event_type', pace('lifeguard_pg_wait_seconds_total', 'wait_event_type, wait_event')) },
          stack: true,
          width: 8,
        }),
      ]),
      row('Redis', [
        series({
          title: 'Hit ratio',
          description: 'Share of the keys looked up in the last minute that were found. Below the line redis_hit_ratio warns.',
          queries: { '{{target}}': worst('target', of('lifeguard_redis_hit_ratio')) },
          unit: 'percentunit',
          max: 1,
          steps: falling(rules.redis_hit_ratio),
          width: 8,
        }),
        series({
          title: 'Memory in use',
          description: 'Of maxmemory, where there is one. At 100 % keys are evicted, or writes refused with noeviction.',
          queries: { '{{target}}': `${gauge('lifeguard_redis_memory_used_bytes')} / ${gauge('lifeguard_redis_memory_limit_bytes')}` },
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.redis_memory),
          width: 8,
        }),
        series({
          title: 'PING',
          description: 'The round trip as the agent beside the app has it. One slow command holds it up for everybody.',
          queries: { '{{target}}': gauge('lifeguard_redis_latency_seconds', '', 'op="ping"') },
          unit: 's',
          steps: rising({ warning: rules.redis_latency.get, critical: rules.redis_latency.get * rules.redis_latency.critical }),
          width: 8,
        }),
      ]),
      row('Who uses what', [
        bars({
          title: 'PostgreSQL sessions by application',
          description: 'The ten applications with the most sessions, whatever these do.',
          query: most(10, sum('target, application', gauge('lifeguard_pg_sessions', 'database, application, state'))),
          legend: '{{application}} on {{target}}',
          decimals: 0,
        }),
        bars({
          title: 'Statements by time',
          description: 'The ten statements that take most of the server\'s time, in seconds per second. Texts: GET /api/queries.',
          query: most(10, pace('lifeguard_pg_statement_seconds_total', 'database, queryid')),
          legend: '{{queryid}} in {{database}}',
          unit: 's',
          every: '2m',
        }),
        bars({
          title: 'Redis clients by name',
          description: 'The ten groups of clients with the most connections.',
          query: most(10, sum('target, name, host', gauge('lifeguard_redis_client_connections', 'name, library, user, host, state'))),
          legend: '{{name}} {{host}} on {{target}}',
          decimals: 0,
          steps: plain('purple'),
        }),
      ]),
    ],
  });
