import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, least, most, of, pace, ratio, sum, total, worst } from './queries.mjs';
import { any, anyAtAll, falling, good, rising } from './thresholds.mjs';

const UP = { 1: ['up', 'green'], 0: ['DOWN', 'red'] };
const YES = { 1: ['yes', 'green'], 0: ['NO', 'red'] };
const CLIENT = 'name, library, user, host, state';

export const redis = ({ rules }) =>
  dashboard({
    uid: 'redis',
    title: 'Redis',
    description: 'Redis and Valkey: who is connected, how fast they answer, what memory holds, whether data is saved and copied.',
    kinds: ['redis'],
    rows: [
      row('Now', [
        stat({
          title: 'Servers',
          description: 'Whether each answers, as the agent that is worst off sees it.',
          query: least('target', of('lifeguard_target_up', 'kind="redis"')),
          legend: '{{target}}',
          steps: good(),
          mappings: UP,
          course: false,
        }),
        stat({
          title: 'Clients of maxclients',
          description: 'At 100 % new connections are refused.',
          query: `max(${of('lifeguard_pool_saturation_ratio', 'pool="clients"')})`,
          unit: 'percentunit',
          steps: rising(rules.pool_exhaustion),
          decimals: 1,
        }),
        stat({
          title: 'Memory of maxmemory',
          description: 'The fullest that has a limit.',
          query: `max(${of('lifeguard_redis_memory_used_bytes')} / ${of('lifeguard_redis_memory_limit_bytes')})`,
          unit: 'percentunit',
          steps: rising(rules.redis_memory),
        }),
        stat({
          title: 'Hit ratio',
          description: 'The lowest, of the keys looked up in the last minute.',
          query: `min(${of('lifeguard_redis_hit_ratio')})`,
          unit: 'percentunit',
          steps: falling(rules.redis_hit_ratio),
        }),
        stat({
          title: 'Evictions',
          description: 'Keys thrown out per second for want of memory.',
          query: total(pace('lifeguard_redis_evicted_keys_total')),
          unit: 'cps',
          steps: anyAtAll('orange'),
        }),
        stat({
          title: 'Refused',
          description: 'Connections refused per second because of maxclients, or by protected-mode.',
          query: total(pace('lifeguard_redis_rejected_connections_total')),
          unit: 'cps',
          steps: anyAtAll(),
        }),
      ]),
      row('Latency', [
        series({
          title: 'Round trips of the agent',
          description: 'As the app beside it has them: PING at each look, and SET and GET with probe = "read-write".',
          queries: { '{{op}}, {{target}}': gauge('lifeguard_redis_latency_seconds', 'op', 'op=~"ping|get|set"') },
          unit: 's',
          steps: rising({ warning: rules.redis_latency.get, critical: rules.redis_latency.get * rules.redis_latency.critical }),
          width: 8,
        }),
        series({
          title: 'Slowest commands, p99',
          description: 'Within Redis, of the last minute, to the next power of two; the ten slowest.',
          queries: { '{{command}}, {{target}}': most(10, gauge('lifeguard_redis_command_latency_seconds', 'command', 'quantile="0.99"')) },
          unit: 's',
          width: 8,
        }),
        series({
          title: 'Time by command',
          description: 'Seconds per second that Redis spends in each: its one thread is full at 1.',
          queries: { '{{command}}, {{target}}': most(10, pace('lifeguard_redis_command_seconds_total', 'command')) },
          stack: true,
          width: 8,
        }),
        series({
          title: 'Slow commands',
          description: 'New entries of the slow log per minute; the threshold is its own, slowlog-log-slower-than.',
          queries: { '{{target}}': `60 * ${pace('lifeguard_redis_slow_commands_total')}` },
          unit: 'cpm',
          width: 8,
        }),
        series({
          title: 'Mean time',
          description: 'Of a command within Redis, the ten slowest on average.',
          queries: {
            '{{command}}, {{target}}': most(10, ratio('lifeguard_redis_command_seconds_total', 'lifeguard_redis_command_calls_total', 'command')),
          },
          unit: 's',
          width: 8,
        }),
        series({
          title: 'CPU',
          description: 'Of its process, in seconds per second.',
          queries: { '{{mode}}, {{target}}': pace('lifeguard_redis_cpu_seconds_total', 'mode') },
          unit: 'percentunit',
          stack: true,
          width: 8,
        }),
      ]),
      row('Traffic', [
        series({
          title: 'Commands',
          description: 'Calls per second, the ten most called.',
          queries: { '{{command}}, {{target}}': most(10, pace('lifeguard_redis_command_calls_total', 'command')) },
          unit: 'cps',
          stack: true,
          width: 8,
        }),
        series({
          title: 'Hits and misses',
          description: 'Keys looked up per second, found or not; the agent\'s own look-ups left out.',
          queries: {
            'found, {{target}}': pace('lifeguard_redis_keyspace_hits_total'),
            'not found, {{target}}': pace('lifeguard_redis_keyspace_misses_total'),
          },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Errors',
          description: 'Commands answered with an error per second, by its code. OOM, MISCONF, READONLY are Redis\'s fault, most others the app\'s.',
          queries: { '{{error}}, {{target}}': pace('lifeguard_redis_error_replies_total', 'error') },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Network',
          description: 'Bytes per second.',
          queries: { '{{direction}}, {{target}}': pace('lifeguard_redis_network_bytes_total', 'direction') },
          unit: 'Bps',
          width: 12,
        }),
        series({
          title: 'New connections',
          description: 'Accepted per second. Many mean that the app connects for each request.',
          queries: { '{{target}}': pace('lifeguard_redis_connections_total') },
          unit: 'cps',
          width: 12,
        }),
      ]),
      row('Memory', [
        series({
          title: 'Memory',
          description: 'Allocated, held by the process, and the limit.',
          queries: {
            'used, {{target}}': gauge('lifeguard_redis_memory_used_bytes'),
            'resident, {{target}}': gauge('lifeguard_redis_memory_resident_bytes'),
            'maxmemory, {{target}}': gauge('lifeguard_redis_memory_limit_bytes'),
          },
          unit: 'bytes',
          width: 8,
        }),
        series({
          title: 'Held over used',
          description: 'Memory of the process over what is allocated. redis_fragmentation also asks that much is lost to it.',
          queries: { '{{target}}': `${gauge('lifeguard_redis_memory_resident_bytes')} / ${gauge('lifeguard_redis_memory_used_bytes')}` },
          unit: 'none',
          steps: rising(rules.redis_fragmentation),
          width: 8,
        }),
        series({
          title: 'Evicted and expired',
          description: 'Keys per second.',
          queries: {
            'evicted, {{target}}': pace('lifeguard_redis_evicted_keys_total'),
            'expired, {{target}}': pace('lifeguard_redis_expired_keys_total'),
          },
          unit: 'cps',
          width: 8,
        }),
        series({
          title: 'Keys',
          description: 'By database, and of them those that expire.',
          queries: {
            '{{database}} of {{target}}': gauge('lifeguard_redis_keys', 'database'),
            'expire, {{database}} of {{target}}': gauge('lifeguard_redis_keys_with_expiry', 'database'),
          },
          width: 12,
        }),
        series({
          title: 'Memory beside the data',
          description: 'By what it is for: clients\' buffers, the replication backlog, tables.',
          queries: { '{{kind}}, {{target}}': gauge('lifeguard_redis_memory_overhead_bytes', 'kind') },
          unit: 'bytes',
          stack: true,
          width: 12,
        }),
      ]),
      row('Clients', [
        bars({
          title: 'Clients by name',
          description: 'The ten groups with the most connections. Apps that set no name are told apart by host.',
          query: most(10, sum('target, name, host', gauge('lifeguard_redis_client_connections', CLIENT))),
          legend: '{{name}} {{host}} on {{target}}',
          decimals: 0,
        }),
        series({
          title: 'Clients',
          description: 'Connected, and blocked in a command like BLPOP.',
          queries: {
            'connected, {{target}}': gauge('lifeguard_redis_clients'),
            'blocked, {{target}}': gauge('lifeguard_redis_blocked_clients'),
          },
          width: 8,
        }),
        series({
          title: 'Cut off or refused',
          description: 'Per second: refused by maxclients, cut off by maxmemory-clients or by their output buffer\'s limit.',
          queries: {
            'refused, {{target}}': pace('lifeguard_redis_rejected_connections_total'),
            'evicted, {{target}}': pace('lifeguard_redis_evicted_clients_total'),
            'buffer, {{target}}': pace('lifeguard_redis_output_buffer_overruns_total'),
          },
          unit: 'cps',
          width: 8,
        }),
      ]),
      row('Persistence and replication', [
        table({
          title: 'Is it saved?',
          description: 'Whether the last of each kind went well. A failed save can make Redis refuse writes (MISCONF).',
          labels: { target: 'Target', kind: 'What' },
          columns: { 'Went well': { query: least('target, kind', of('lifeguard_redis_persistence_success')), mappings: YES, steps: good() } },
          width: 8,
        }),
        series({
          title: 'Since the last save',
          description: 'Age of the RDB file, where there are changes that it lacks.',
          queries: { '{{target}}': `time() - ${least('target', of('lifeguard_redis_last_save_timestamp_seconds'))}` },
          unit: 's',
          steps: [[null, 'green'], [rules.redis_persistence.save_age, 'orange']],
          width: 8,
        }),
        series({
          title: 'Changes not saved',
          description: 'Since the last save: what a crash would lose without an append-only file.',
          queries: { '{{target}}': gauge('lifeguard_redis_changes_since_save') },
          width: 8,
        }),
        series({
          title: 'Replicas behind',
          description: 'Bytes of the replication stream that a replica lacks.',
          queries: { '{{replica}} of {{target}}': gauge('lifeguard_redis_replica_behind_bytes', 'replica') },
          unit: 'bytes',
          width: 8,
        }),
        series({
          title: 'Not heard of each other',
          description: 'A replica of its master, a master of its replica.',
          queries: {
            '{{target}} of its master': gauge('lifeguard_redis_master_last_io_seconds'),
            '{{target}} of {{replica}}': gauge('lifeguard_redis_replica_last_heard_seconds', 'replica'),
          },
          unit: 's',
          steps: rising(rules.redis_replication),
          width: 8,
        }),
        table({
          title: 'Replication',
          description: 'Replicas connected to each, and whether a replica has its master.',
          labels: { target: 'Target' },
          columns: {
            Replicas: { query: least('target', of('lifeguard_redis_connected_replicas')), decimals: 0 },
            'Has its master': { query: least('target', of('lifeguard_redis_master_link_up')), mappings: YES },
            'Full copies sent': { query: gauge('lifeguard_redis_full_syncs_total'), decimals: 0 },
          },
          width: 8,
        }),
      ]),
      row('Cluster and Sentinel', [
        table({
          title: 'Cluster',
          description: 'Whether it serves all 16384 slots, as this node sees it.',
          labels: { target: 'Target' },
          columns: {
            'Serves all': { query: least('target', of('lifeguard_redis_cluster_ok')), mappings: YES, steps: good() },
            Nodes: { query: gauge('lifeguard_redis_cluster_nodes'), decimals: 0 },
            'Slots failing': { query: gauge('lifeguard_redis_cluster_slots', '', 'state="fail"'), steps: any(), decimals: 0 },
          },
          width: 12,
          height: 6,
        }),
        table({
          title: 'Masters that Sentinel watches',
          description: 'Whether the sentinel finds each well, with the replicas and sentinels that it knows.',
          labels: { target: 'Target', master: 'Master' },
          columns: {
            Well: { query: least('target, master', of('lifeguard_redis_sentinel_master_ok')), mappings: YES, steps: good() },
            Replicas: { query: worst('target, master', of('lifeguard_redis_sentinel_master_replicas')), decimals: 0 },
            Sentinels: { query: worst('target, master', of('lifeguard_redis_sentinel_master_sentinels')), decimals: 0 },
          },
          width: 12,
          height: 6,
        }),
      ]),
    ],
  });
