// One watcher for a while: what it takes from the machine and from the server, by ten seconds.
import { setTimeout as sleep } from 'node:timers/promises';

import { cpuNanoseconds, difference, memory, serverCost } from './cost.mjs';

export const SCRAPE_SECONDS = 10;

/**
 * Starts the watcher, scrapes it every ten seconds, and counts from ten seconds after its start for `seconds`.
 * `meanwhile(n)` runs after the n-th scrape. Gives, by ten seconds: {cpuMs, serverMs, backendMs, opened}; in all:
 * {asked, started, permanent, openMs, series, bytes, scrapeMs, slowestScrapeMs, resident, peak}.
 */
export async function watch(watcher, postgres, { seconds, meanwhile = async () => {} }) {
  const untouched = await serverCost(postgres, watcher.role);
  const running = await watcher.start(postgres.dsn(watcher.role, 'shop'));
  await sleep(SCRAPE_SECONDS * 500);
  await scrape(running);
  await sleep(SCRAPE_SECONDS * 500);

  const before = await reading();
  const scrapes = [];
  const present = [[...before.backends.keys()]];
  while (scrapes.length < seconds / SCRAPE_SECONDS) {
    const next = sleep(SCRAPE_SECONDS * 1000);
    await sleep(SCRAPE_SECONDS * 500);
    scrapes.push(await scrape(running));
    present.push(await backendsOf(postgres, watcher));
    await meanwhile(scrapes.length);
    await next;
  }
  const after = await reading();
  const used = memory(running.pid);
  await running.stop();

  const tens = seconds / 10;
  const asked = difference(before.statements, after.statements);
  const permanent = present[0].filter((pid) => present.every((pids) => pids.includes(pid)));
  const log = postgres.log().slice(before.logged, after.logged);
  return {
    ...used,
    asked,
    tens,
    cpuMs: (after.cpu - before.cpu) / 1e6 / tens,
    serverMs: milliseconds(asked) / tens,
    started: difference(untouched, before.statements),
    backendMs: sum(permanent.map((pid) => after.backends.get(pid) - before.backends.get(pid))) / 1e6 / tens,
    permanent: permanent.length,
    opened: log.split(`connection authorized: user=${watcher.role} `).length - 1,
    openMs: average(sessionTimes(log, watcher)),
    series: Math.max(...scrapes.map(({ series }) => series)),
    bytes: Math.max(...scrapes.map(({ bytes }) => bytes)),
    scrapeMs: average(scrapes.map(({ ms }) => ms)),
    slowestScrapeMs: Math.max(...scrapes.map(({ ms }) => ms)),
  };

  async function reading() {
    const backends = await backendsOf(postgres, watcher);
    return {
      statements: await serverCost(postgres, watcher.role),
      cpu: cpuNanoseconds(running.pid),
      backends: new Map(backends.map((pid) => [pid, cpuNanoseconds(pid)])),
      logged: postgres.log().length,
    };
  }
}

/** Of statements, as serverCost() gives them. */
export const milliseconds = (statements) => sum(statements.map(({ ms }) => ms));

const sum = (values) => values.reduce((total, each) => total + each, 0);
const average = (values) => sum(values) / values.length;

async function scrape(running) {
  const start = performance.now();
  // A kept connection would be closed by its idle limit in the very moment of the next scrape.
  const response = await fetch(running.url('/metrics'), { headers: { connection: 'close' } });
  const text = await response.text();
  const ms = performance.now() - start;
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
  return { ms, bytes: Buffer.byteLength(text), series: text.split('\n').filter((line) => line && !line.startsWith('#')).length };
}

async function backendsOf(postgres, { role }) {
  const rows = await postgres.sql('select pid from pg_stat_activity where usename = $1', [role]);
  return rows.map(({ pid }) => pid);
}

/** How long each session that ended was there, in milliseconds: "session time: 0:00:00.021 user=…". */
function sessionTimes(log, { role }) {
  const ended = log.matchAll(new RegExp(`session time: (\\d+):(\\d+):([\\d.]+) user=${role} `, 'g'));
  return [...ended].map(([, hours, minutes, seconds]) => 1000 * (3600 * hours + 60 * minutes + Number(seconds)));
}
