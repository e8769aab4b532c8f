// How a rule of the agent becomes rules of Prometheus: what is judged is recorded under a name of its own, and each severity
// alerts on that, with the agent's thresholds and its clear limit.

/** Many agents beside one backend make one alert: which of them sees it is no part of its identity. */
const ONE_FOR_ALL_AGENTS = 'without (instance, pod)';

/**
 * A level that is judged by the rule's warning, critical and clear. `value` is PromQL; `why` tells the several signs of one rule
 * apart; `below` says that less is worse; `feeds(value)` are the input series that make it that value, for the test.
 * `at` is when a test looks: late enough for the windows that the value has.
 */
export function level(rule, { why = '', value, limits = rule, below = false, unit = 'number', feeds, at = '10m', extra }) {
  const name = recordName(rule, why);
  const [beyond, within] = below ? ['<=', '>'] : ['>=', '<'];
  const { warning, critical, clear } = limits;
  const upTo = critical === undefined ? '' : ` ${within} ${critical}`;
  const stillOpen =
    clear === undefined || clear === warning
      ? ''
      : `\nor (${name} ${beyond} ${clear}${upTo}\n  and ignoring (alertname, alertstate, severity, why) ALERTS{alertname="${rule.name}",alertstate="firing",why="${why}"})`;
  const alerts = [{ severity: 'warning', expr: `${name} ${beyond} ${warning}${upTo}${stillOpen}` }];
  if (critical !== undefined) alerts.push({ severity: 'critical', expr: `${name} ${beyond} ${critical}` });
  const step = below ? 0.99 : 1.01;
  const proofs = [
    { severity: 'warning', feeds: feeds(warning * step), at },
    ...(critical === undefined ? [] : [{ severity: 'critical', feeds: feeds(critical * step), at }]),
    { severity: undefined, feeds: feeds(below ? warning * 1.01 : warning * 0.99), at },
    ...(extra ?? []),
  ];
  return entry(rule, { why, name, value, below, unit, alerts, proofs });
}

/** A sign that is there (a value above 0) or not. `fires` and `quiet` are the input series that make it so. */
export function sign(rule, { why = '', value, severity, unit = 'number', fires, quiet, at = '10m', hold, extra }) {
  const name = recordName(rule, why);
  const alerts = [{ severity, expr: `${name} > 0` }];
  const proofs = [
    { severity, feeds: fires, at },
    { severity: undefined, feeds: quiet, at },
    ...(extra ?? []),
  ];
  return entry(rule, { why, name, value, unit, alerts, proofs, hold });
}

const recordName = (rule, why) => ['lifeguard', rule.name, ...(why ? [why.replaceAll(' ', '_')] : [])].join(':');

function entry(rule, { why, name, value, below = false, unit, alerts, proofs, hold = rule.for }) {
  const aggregate = below ? 'min' : 'max';
  return {
    rule: rule.name,
    why,
    record: { record: name, expr: `${aggregate} ${ONE_FOR_ALL_AGENTS} (\n  ${value.trim()}\n)` },
    value,
    proofs: proofs.map((proof) => ({ ...proof, rule: rule.name, why })),
    alerts: alerts.map(({ severity, expr }) => ({
      alert: rule.name,
      expr,
      ...(hold > 0 && { for: `${hold}s` }),
      ...(rule.recover_for > 0 && { keep_firing_for: `${rule.recover_for}s` }),
      labels: { severity, ...(why && { why }) },
      annotations: {
        summary: `{{ $labels.target }}: ${rule.title}${why ? ` (${why})` : ''}: ${SPOKEN[unit]}`,
        description: 'GET /api/incidents of the agent has the evidence, and the statement or the setting that mends it.',
      },
    })),
  };
}

const SPOKEN = {
  number: '{{ $value | humanize }}',
  seconds: '{{ $value | humanizeDuration }}',
  bytes: '{{ $value | humanize1024 }}B',
  share: '{{ $value | humanizePercentage }}',
};

/** Seconds as PromQL and rule files have them. */
export function duration(seconds) {
  for (const [unit, size] of [['d', 86400], ['h', 3600], ['m', 60]]) {
    if (seconds >= size && seconds % size === 0) return `${seconds / size}${unit}`;
  }
  return Number.isInteger(seconds) ? `${seconds}s` : `${seconds * 1000}ms`;
}

/** A series that stays at a value, and one that rises by so much in each step, for the tests. */
export const stays = (value) => `${round(value)}+0x500`;
export const rises = (perStep, from = 0) => `${round(from)}+${round(perStep)}x500`;
export const STEP = 10; // seconds between two samples of a test

const round = (value) => Number(value.toPrecision(12));
