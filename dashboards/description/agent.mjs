import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, least, most, of, own, rate, sum, worst } from './queries.mjs';
import { any, anyAtAll, good, rising } from './thresholds.mjs';

const LATE = 0.1;  // of a loop that should never wait: what a slow disk or a starved CPU does

export const agent = () =>
  dashboard({
    uid: 'agent',
    title: 'Agent',
    description: 'Lifeguard itself: what it reads and how long that takes, whether alerts arrive, what it could not look at.',
    rows: [
      row('Now', [
        stat({
          title: 'Agents',
          description: 'Agents that Prometheus has data of.',
          query: `count(${own('lifeguard_build_info')})`,
        }),
        stat({
          title: 'Config',
          description: 'Refused while a config waits to be mended: the one before it is in force.',
          query: `min(${own('lifeguard_config_reload_success')})`,
          steps: good(),
          mappings: { 1: ['in force', 'green'], 0: ['REFUSED', 'red'] },
          course: false,
        }),
        stat({
          title: 'Parts that fail',
          description: 'What could not be collected. The table below names them, /api/health says why.',
          query: `count(${least('target, part', of('lifeguard_collect_success'))} == 0) or vector(0)`,
          steps: any('orange'),
        }),
        stat({
          title: 'Alerts undelivered',
          description: 'Notices that wait for their receiver to take them.',
          query: `sum(${own('lifeguard_outbox_pending')}) or vector(0)`,
          steps: any('orange'),
        }),
        stat({
          title: 'Loop lag',
          description: 'How late the event loop was at worst in ten seconds.',
          query: `max(${own('lifeguard_loop_lag_seconds')})`,
          unit: 's',
          steps: rising({ warning: LATE, critical: 10 * LATE }),
        }),
        stat({
          title: 'State kept',
          description: 'Whether incidents and undelivered alerts outlive a restart (state_dir).',
          query: `min(${own('lifeguard_state_durable')})`,
          steps: [[null, 'orange'], [1, 'green']],
          mappings: { 1: ['on disk', 'green'], 0: ['in memory', 'orange'] },
          course: false,
        }),
      ]),
      row('Collecting', [
        series({
          title: 'Time of a look',
          description: 'All its parts together, by target. What the target is kept busy with is at most this.',
          queries: { '{{target}}': sum('target', gauge('lifeguard_collect_duration_seconds', 'part')) },
          unit: 's',
        }),
        bars({
          title: 'Slowest parts',
          description: 'From sending its queries to the last answer, the ten slowest.',
          query: most(10, gauge('lifeguard_collect_duration_seconds', 'part')),
          legend: '{{part}} of {{target}}',
          unit: 's',
          width: 12,
        }),
        table({
          title: 'Parts',
          description: 'Whether each was collected. What a part does not know freezes the incidents that depend on it.',
          labels: { target: 'Target', part: 'Part' },
          columns: {
            Collected: {
              query: least('target, part', of('lifeguard_collect_success')),
              mappings: { 1: ['yes', 'green'], 0: ['FAILED', 'red'] },
              steps: good(),
            },
            Took: { query: gauge('lifeguard_collect_duration_seconds', 'part'), unit: 's' },
          },
          sortBy: 'Collected',
          ascending: true,
          width: 12,
          height: 10,
        }),
        series({
          title: 'Age of the data',
          description: 'Since each target last answered. target_down tells when it does not.',
          queries: { '{{target}}': `time() - ${least('target', of('lifeguard_target_last_success_timestamp_seconds'))}` },
          unit: 's',
          height: 10,
        }),
      ]),
      row('Alerts', [
        series({
          title: 'Notifications',
          description: 'Attempts to tell a receiver, per minute, by outcome.',
          queries: { '{{receiver}}: {{outcome}}': `60 * ${sum('receiver, outcome', rate(own('lifeguard_notifications_total')))}` },
          unit: 'cpm',
          width: 8,
        }),
        series({
          title: 'Undelivered',
          description: 'Notices in the outbox.',
          queries: { '{{receiver}}': worst('receiver', own('lifeguard_outbox_pending')) },
          steps: any('orange'),
          width: 8,
        }),
        series({
          title: 'Oldest undelivered',
          description: 'Its age: how late the next alert will be.',
          queries: { '{{receiver}}': worst('receiver', own('lifeguard_outbox_oldest_age_seconds')) },
          unit: 's',
          width: 8,
        }),
      ]),
      row('OpenTelemetry', [
        series({
          title: 'Sent by OTLP',
          description: 'Spans, log records and metrics that the receiver took, per minute. There is nothing here without [otlp].',
          queries: { '{{signal}}': `60 * ${sum('signal', rate(own('lifeguard_otlp_sent_total')))}` },
          unit: 'cpm',
          width: 8,
        }),
        series({
          title: 'Lost on the way',
          description: 'Per minute: dropped for want of room while the receiver was away, or refused by it for ever. They are gone.',
          queries: {
            '{{signal}} dropped': `60 * ${sum('signal', rate(own('lifeguard_otlp_dropped_total')))}`,
            '{{signal}} refused': `60 * ${sum('signal', rate(own('lifeguard_otlp_failed_total')))}`,
          },
          unit: 'cpm',
          steps: anyAtAll('orange'),
          softMax: 1,
          width: 8,
        }),
        series({
          title: 'Requests tried again',
          description: 'Per minute: without an answer, or with one that asks for another try.',
          queries: { '{{signal}}': `60 * ${sum('signal', rate(own('lifeguard_otlp_retries_total')))}` },
          unit: 'cpm',
          softMax: 1,
          width: 8,
        }),
        series({
          title: 'Waiting to be sent',
          description: 'In memory, until the receiver takes them; [otlp] queue is the most.',
          queries: { '{{signal}}': sum('signal', own('lifeguard_otlp_queue_length')) },
          softMax: 10,
          width: 8,
        }),
        series({
          title: 'Memory of what waits',
          description: 'Encoded, as it will be sent.',
          queries: { '{{signal}}': sum('signal', own('lifeguard_otlp_queue_bytes')) },
          unit: 'bytes',
          softMax: 1024,
          width: 8,
        }),
        series({
          title: 'Last taken',
          description: 'Since the receiver last took some. Spans come when there is something to tell; metrics come again and again.',
          queries: { '{{signal}}': `time() - ${worst('signal', own('lifeguard_otlp_last_success_timestamp_seconds'))}` },
          unit: 's',
          width: 8,
        }),
      ]),
      row('What it cannot see', [
        table({
          title: 'Rights',
          description: 'Of the role on PostgreSQL; limited_visibility tells the GRANT that is missing.',
          labels: { target: 'Target' },
          columns: {
            'Sees all sessions': {
              query: least('target', of('lifeguard_pg_visibility')),
              mappings: { 1: ['yes', 'green'], 0: ['NO', 'orange'] },
              steps: good(),
            },
          },
          width: 8,
          height: 6,
        }),
        table({
          title: 'Commands that an ACL denies',
          description: 'Of Redis; lifeguard check names them.',
          labels: { target: 'Target' },
          columns: { Denied: { query: gauge('lifeguard_redis_denied_commands'), steps: any('orange'), decimals: 0 } },
          width: 8,
          height: 6,
        }),
        series({
          title: 'Loop lag',
          description: 'By agent. A loop that is late reads late: give the container more CPU.',
          queries: { '{{instance}}': worst('instance', own('lifeguard_loop_lag_seconds')) },
          unit: 's',
          steps: rising({ warning: LATE, critical: 10 * LATE }),
          width: 8,
          height: 6,
        }),
      ]),
    ],
  });
