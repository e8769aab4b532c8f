import { execFileSync } from 'node:child_process';

export const BINARY = process.env.LIFEGUARD_BINARY ?? new URL('../build/release/lifeguard', import.meta.url).pathname;

/**
 * What the binary says of itself: its metrics ({name, type, labels, meaning}, by name) and its rules
 * ({title, warning, critical, clear, for, …}, by name) with their defaults in seconds, bytes or as they are. Nothing of it is
 * written down a second time here.
 */
export function askAgent(binary = BINARY) {
  const ask = (...args) => execFileSync(binary, args, { encoding: 'utf8' });
  return { metrics: metricsIn(ask('metrics')), rules: rulesIn(ask('config', 'reference')) };
}

export function metricsIn(markdown) {
  const rows = [...markdown.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*) \| (.*) \|$/gm)];
  return new Map(
    rows.map(([, name, type, labels, meaning]) => [name, { name, type, labels: labels.split(', ').filter(Boolean), meaning }]),
  );
}

export function rulesIn(markdown) {
  const rules = {};
  const sections = markdown.split(/^#+ /m).filter((each) => each.startsWith('`[rules.'));
  for (const section of sections) {
    const [, name, title] = /^`\[rules\.(\w+)\]`: (.*)$/m.exec(section);
    const keys = [...section.matchAll(/^\| `(\w+)` \| ([^|]*) \| `([^|]*)` \| .* \|$/gm)];
    rules[name] = { name, title, ...Object.fromEntries(keys.map(([, key, type, value]) => [key, valueOf(type, JSON.parse(value))])) };
  }
  return rules;
}

const SECONDS = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
const BYTES = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

function valueOf(type, value) {
  if (type.startsWith('duration')) return inUnits(value, SECONDS);
  if (type.startsWith('bytes')) return inUnits(value, BYTES);
  return value;
}

function inUnits(text, units) {
  const [, number, unit] = /^([\d.]+)(\w+)$/.exec(text);
  if (!(unit in units)) throw new Error(`a rule's default has a unit that is not known here: ${text}`);
  return Number(number) * units[unit];
}
