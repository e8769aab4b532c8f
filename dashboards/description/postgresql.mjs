import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, least, most, of, pace, quantile, ratio, sum, total, worst } from './queries.mjs';
import { any, anyAtAll, good, plain, rising } from './thresholds.mjs';

const UP = { 1: ['up', 'green'], 0: ['DOWN', 'red'] };
const READ = pace('lifeguard_pg_blocks_total', 'database', 'source="read"');
const HIT = pace('lifeguard_pg_blocks_total', 'database', 'source="hit"');
const TABLE = 'target, database, schema, table';
const WORTH_A_LOOK = 1000; // dead rows: fewer are a moment's work
// In Grafana's Explore, where a data source of traces has the uid that it has by default.
const TRACES = `/explore?left=${JSON.stringify({
  datasource: 'tempo',
  queries: [{ refId: 'A', queryType: 'traceql', query: '{ resource.service.name = "postgresql" }' }],
  range: { from: '${__from}', to: '${__to}' },
})}`;
const BEHIND = `${gauge('lifeguard_pg_replication_lag_seconds', 'standby')} or ${gauge('lifeguard_pg_replay_lag_seconds')}`;

export const postgresql = ({ rules }) =>
  dashboard({
    uid: 'postgresql',
    title: 'PostgreSQL',
    description: 'Sessions and what they wait for, statements, locks, vacuum, replication and WAL of each server.',
    kinds: ['postgres'],
    rows: [
      row('Now', [
        stat({
          title: 'Servers',
          description: 'Whether each answers, as the agent that is worst off sees it.',
          query: least('target', of('lifeguard_target_up', 'kind="postgres"')),
          legend: '{{target}}',
          steps: good(),
          mappings: UP,
          course: false,
        }),
        stat({
          title: 'Slots in use',
          description: 'Sessions over max_connections less the reserved ones.',
          query: `max(${of('lifeguard_pool_saturation_ratio', 'pool="server"')})`,
          unit: 'percentunit',
          steps: rising(rules.pool_exhaustion),
        }),
        stat({
          title: 'Blocked sessions',
          description: 'They wait for a lock now.',
          query: total(gauge('lifeguard_pg_blocked_sessions')),
          steps: [[null, 'green'], [1, 'orange'], [rules.blocked_sessions.critical_sessions, 'red']],
        }),
        stat({
          title: 'Oldest transaction',
          description: 'Age of the oldest open transaction of a client.',
          query: `max(${of('lifeguard_pg_oldest_transaction_age_seconds')})`,
          unit: 's',
          steps: rising(rules.long_transaction),
        }),
        stat({
          title: 'Slow queries',
          description: 'Executions that ran as long as slow_query warns of, per minute.',
          query: `60 * (${total(pace('lifeguard_slow_queries_total'))})`,
          unit: 'cpm',
          steps: anyAtAll('orange'),
          decimals: 1,
        }),
        stat({
          title: 'Standby furthest behind',
          description: 'In time, as the sender or the standby itself sees it.',
          query: `max(${BEHIND})`,
          unit: 's',
          steps: rising(rules.pg_replication_lag),
        }),
      ]),
      row('Sessions and waits', [
        series({
          title: 'What active sessions do',
          description: 'Sessions on average, by the type of event they wait for; CPU is at work. Its height is the load of the server.',
          queries: { '{{wait_event_type}}': sum('wait_event_type', pace('lifeguard_pg_wait_seconds_total', 'wait_event_type, wait_event')) },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Busiest events',
          description: 'The ten events that most is waited for, in sessions on average.',
          queries: { '{{wait_event_type}}: {{wait_event}}': most(10, pace('lifeguard_pg_wait_seconds_total', 'wait_event_type, wait_event')) },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Load by application',
          description: 'Sessions at work or waiting on average, the ten busiest applications.',
          queries: { '{{application}}': most(10, sum('application', pace('lifeguard_pg_application_wait_seconds_total', 'application, wait_event_type'))) },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Sessions by state',
          description: 'Of all clients. Idle in transaction holds locks and vacuum back; many idle ones are pools too large.',
          queries: { '{{state}} on {{target}}': sum('target, state', gauge('lifeguard_pg_sessions', 'database, application, state')) },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Oldest transaction, oldest idle in one',
          description: 'The upper is the oldest open transaction; the other how long one has done nothing inside.',
          queries: {
            'transaction, {{target}}': gauge('lifeguard_pg_oldest_transaction_age_seconds'),
            'idle in it, {{target}}': gauge('lifeguard_pg_oldest_idle_in_transaction_age_seconds'),
          },
          unit: 's',
          steps: rising(rules.long_transaction),
          width: 8,
        }),
        series({
          title: 'Blocked sessions and deadlocks',
          description: 'Sessions that wait for a lock, and deadlocks in the last five minutes.',
          queries: {
            'blocked on {{target}}': gauge('lifeguard_pg_blocked_sessions'),
            'deadlocks in {{database}}': worst('target, database', `increase(${of('lifeguard_pg_deadlocks_total')}[5m])`),
          },
          steps: [[null, 'green'], [rules.blocked_sessions.critical_sessions, 'red']],
          width: 8,
        }),
      ]),
      row('Statements', [
        series({
          title: 'Statements by time',
          description: 'The ten that take most of the server, in seconds per second. Their texts: GET /api/queries of the agent.',
          queries: { '{{queryid}} in {{database}}': most(10, pace('lifeguard_pg_statement_seconds_total', 'database, queryid')) },
          stack: true,
          every: '2m',
          width: 8,
        }),
        series({
          title: 'Mean time',
          description: 'Of the same ten statements. A mean that trebles is an incident (slow_query).',
          queries: {
            '{{queryid}} in {{database}}': most(10, ratio('lifeguard_pg_statement_seconds_total', 'lifeguard_pg_statement_calls_total', 'database, queryid')),
          },
          unit: 's',
          steps: rising(rules.slow_query),
          every: '2m',
          width: 8,
        }),
        series({
          title: 'Calls',
          description: 'Per second, of the ten most called.',
          queries: { '{{queryid}} in {{database}}': most(10, pace('lifeguard_pg_statement_calls_total', 'database, queryid')) },
          unit: 'cps',
          every: '2m',
          width: 8,
        }),
        series({
          title: 'Rows per call',
          description: 'Returned or changed, of the ten with the most. Thousands per call are rarely meant.',
          queries: {
            '{{queryid}} in {{database}}': most(10, ratio('lifeguard_pg_statement_rows_total', 'lifeguard_pg_statement_calls_total', 'database, queryid')),
          },
          every: '2m',
          width: 8,
        }),
        series({
          title: 'Temporary files and WAL of statements',
          description: 'Bytes per second. Temporary files are sorts and hashes beyond work_mem.',
          queries: {
            'temporary, {{database}}': pace('lifeguard_pg_statement_temporary_bytes_total', 'database'),
            'WAL, {{database}}': pace('lifeguard_pg_statement_wal_bytes_total', 'database'),
          },
          unit: 'Bps',
          every: '2m',
          width: 8,
        }),
        series({
          title: 'Room in pg_stat_statements',
          description: 'Entries over pg_stat_statements.max. Full, it drops the least used, and what they did is lost.',
          queries: { '{{target}}': `${gauge('lifeguard_pg_statement_entries')} / ${gauge('lifeguard_pg_statement_entry_limit')}` },
          unit: 'percentunit',
          max: 1,
          width: 8,
        }),
        series({
          title: 'Time of slow queries',
          description:
            'Of those that took otlp.slow_after or longer; quicker ones are not counted. A point is one of them whose trace is known, and leads there.',
          queries: {
            'half of {{target}}': quantile(0.5, 'lifeguard_query_duration_seconds'),
            '95 % of {{target}}': quantile(0.95, 'lifeguard_query_duration_seconds'),
          },
          unit: 's',
          exemplars: true,
          links: { 'Traces of that time': TRACES },
          every: '2m',
          width: 24,
        }),
      ]),
      row('Databases', [
        series({
          title: 'Transactions',
          description: 'Ended per second, by outcome.',
          queries: { '{{outcome}}, {{database}}': pace('lifeguard_pg_transactions_total', 'database, outcome') },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Rows',
          description: 'Per second, by what was done to them, all databases.',
          queries: { '{{operation}}': sum('operation', pace('lifeguard_pg_rows_total', 'database, operation')) },
          unit: 'rowsps',
          width: 8,
        }),
        series({
          title: 'Blocks not in shared buffers',
          description: 'Share of the blocks asked for. pg_cache_misses looks only at servers that ask for many.',
          queries: { '{{database}} on {{target}}': `${READ} / (${READ} + ${HIT} > 0)` },
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.pg_cache_misses),
          width: 8,
        }),
        series({
          title: 'Size',
          description: 'Of the databases on disk.',
          queries: { '{{database}} on {{target}}': gauge('lifeguard_pg_database_bytes', 'database') },
          unit: 'bytes',
          width: 8,
        }),
        series({
          title: 'Temporary files',
          description: 'Bytes written per second, by all that queries do.',
          queries: { '{{database}}': pace('lifeguard_pg_temporary_bytes_total', 'database') },
          unit: 'Bps',
          width: 8,
        }),
        bars({
          title: 'Largest tables',
          description: 'With their indexes and toast, as the last vacuum or analyze left them.',
          query: most(10, gauge('lifeguard_pg_table_bytes', 'database, schema, table')),
          legend: '{{schema}}.{{table}} in {{database}}',
          unit: 'bytes',
        }),
      ]),
      row('Vacuum', [
        bars({
          title: 'Dead rows',
          description: `Share of all rows, of tables with ${WORTH_A_LOOK} dead ones and more. pg_dead_rows tells of those with ${rules.pg_dead_rows.rows}.`,
          query: most(10, worst(TABLE, `${of('lifeguard_pg_table_dead_rows_ratio')} and ${of('lifeguard_pg_table_dead_rows')} >= ${WORTH_A_LOOK}`)),
          legend: '{{schema}}.{{table}} in {{database}}',
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.pg_dead_rows),
        }),
        series({
          title: 'What holds vacuum back',
          description: 'Transactions whose dead rows must stay, by who needs them: a session, a slot, a prepared transaction, a standby.',
          queries: { '{{holder}} on {{target}}': gauge('lifeguard_pg_xmin_age_transactions', 'holder') },
          width: 8,
        }),
        stat({
          title: 'Transaction ids used up',
          description: 'Of the 2^31, by the oldest database. Near 100 % the server takes no writes.',
          query: `max(${of('lifeguard_pg_wraparound_used_ratio')})`,
          unit: 'percentunit',
          steps: rising(rules.pg_wraparound),
          decimals: 2,
          height: 8,
        }),
        stat({
          title: 'Fullest sequence',
          description: 'Share of a sequence, or of its column\'s type, that is used up.',
          query: `max(${of('lifeguard_pg_sequence_used_ratio')})`,
          unit: 'percentunit',
          steps: rising(rules.pg_sequence_exhaustion),
          decimals: 2,
          height: 8,
        }),
        table({
          title: 'Indexes, keys and migrations',
          description: 'Invalid indexes cost writes and serve nobody; unused ones cost writes; a foreign key without one makes deletes slow.',
          labels: { target: 'Target', database: 'Database' },
          columns: {
            'Invalid indexes': { query: gauge('lifeguard_pg_invalid_indexes', 'database'), steps: any('orange'), decimals: 0 },
            'Unused indexes': { query: gauge('lifeguard_pg_unused_indexes', 'database'), decimals: 0 },
            'Keys without index': { query: gauge('lifeguard_pg_unindexed_foreign_keys', 'database'), decimals: 0 },
            'Failed migrations': { query: gauge('lifeguard_pg_failed_migrations', 'database'), steps: any(), decimals: 0 },
          },
          width: 12,
        }),
        table({
          title: 'Running vacuums',
          description: 'How far each is. More than one pass over the indexes means that it has too little memory. Empty while none runs.',
          labels: { target: 'Target', database: 'Database', relation: 'Table' },
          columns: {
            Scanned: { query: worst('target, database, relation', of('lifeguard_pg_vacuum_progress_ratio')), unit: 'percentunit', decimals: 0 },
            Passes: { query: gauge('lifeguard_pg_vacuum_index_passes', 'database, relation'), decimals: 0, steps: [[null, 'green'], [2, 'orange']] },
          },
          width: 12,
        }),
      ]),
      row('Replication', [
        series({
          title: 'Behind in time',
          description: 'Each standby as its sender sees it, and as it sees itself. The lines are where pg_replication_lag warns and pages.',
          queries: {
            '{{standby}} of {{target}}': gauge('lifeguard_pg_replication_lag_seconds', 'standby'),
            '{{target}} itself': gauge('lifeguard_pg_replay_lag_seconds'),
          },
          unit: 's',
          steps: rising(rules.pg_replication_lag),
          width: 8,
        }),
        series({
          title: 'Behind in bytes',
          description: 'WAL that a standby lacks: not sent is the network or the sender, not flushed its disk, not replayed its queries.',
          queries: { '{{standby}}: not {{stage}}': gauge('lifeguard_pg_replication_lag_bytes', 'standby, stage') },
          unit: 'bytes',
          width: 8,
        }),
        series({
          title: 'Kept by slots',
          description: 'WAL that a replication slot keeps from being removed. A slot that nobody uses fills the disk.',
          queries: { '{{slot}} on {{target}}': gauge('lifeguard_pg_slot_retained_bytes', 'slot') },
          unit: 'bytes',
          width: 8,
        }),
        table({
          title: 'Slots',
          description: 'Who uses them. A lost slot has no use any more: its standby or subscriber must be made anew.',
          labels: { target: 'Target', slot: 'Slot' },
          columns: {
            Used: { query: least('target, slot', of('lifeguard_pg_slot_active')), mappings: { 1: ['yes', 'green'], 0: ['nobody', 'orange'] } },
            'Unused for': {
              query: gauge('lifeguard_pg_slot_inactive_seconds', 'slot'),
              unit: 's',
              steps: [[null, 'green'], [rules.pg_replication_slot.inactive, 'orange']],
            },
            Kept: { query: gauge('lifeguard_pg_slot_retained_bytes', 'slot'), unit: 'bytes', steps: rising(rules.pg_replication_slot) },
            Lost: { query: gauge('lifeguard_pg_slot_lost', 'slot'), mappings: { 0: ['no', 'green'], 1: ['LOST', 'red'] }, steps: any() },
          },
          width: 12,
        }),
        table({
          title: 'Standbys',
          description: 'Connected to each sender, by state and whether commits wait for them.',
          labels: { target: 'Target', state: 'State', sync_state: 'Commits wait' },
          columns: { Standbys: { query: gauge('lifeguard_pg_standbys', 'state, sync_state'), decimals: 0 } },
          width: 12,
        }),
      ]),
      row('WAL and disk', [
        series({
          title: 'WAL written',
          description: 'Bytes per second; on a standby received.',
          queries: { '{{target}}': pace('lifeguard_pg_wal_bytes_total') },
          unit: 'Bps',
          width: 8,
        }),
        series({
          title: 'Checkpoints',
          description: 'In half an hour, by what brought them. Mostly requested: max_wal_size is too small.',
          queries: { '{{reason}}, {{target}}': worst('target, reason', `increase(${of('lifeguard_pg_checkpoints_total')}[30m])`) },
          decimals: 0,
          width: 8,
        }),
        series({
          title: 'Archiver failing',
          description: 'For how long WAL could not be archived. There is no backup beyond that point, and the disk fills.',
          queries: { '{{target}}': gauge('lifeguard_pg_archiver_failing_seconds') },
          unit: 's',
          steps: rising(rules.pg_archiver),
          width: 8,
        }),
        series({
          title: 'Time spent in checkpoints',
          description: 'Writing and syncing files, in seconds per second.',
          queries: { '{{phase}}, {{target}}': pace('lifeguard_pg_checkpoint_seconds_total', 'phase') },
          width: 12,
        }),
        bars({
          title: 'Posture',
          description: 'Checks of settings and rights that fail, as pg_posture tells them: 1 for each target that fails.',
          query: `${least('target, check', of('lifeguard_pg_posture'))} == bool 0 > 0`,
          legend: '{{check}} on {{target}}',
          max: 1,
          decimals: 0,
          steps: plain('orange'),
          width: 12,
        }),
      ]),
    ],
  });
