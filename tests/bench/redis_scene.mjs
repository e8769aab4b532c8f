// What watching a Redis with many clients costs at the default interval, beside Debian's prometheus-redis-exporter.
import { setTimeout as sleep } from 'node:timers/promises';

import { endChild, startChild } from '../integration/harness/child.mjs';
import { freePort } from '../integration/harness/free_port.mjs';
import { startLifeguard } from '../integration/harness/lifeguard.mjs';
import { startRedis } from '../integration/harness/redis.mjs';
import { until } from '../integration/harness/until.mjs';
import { cpuNanoseconds, memory } from './cost.mjs';
import { number, table } from './report.mjs';

const TICK_SECONDS = 5;
const SCRAPE_SECONDS = 10;

const lifeguard = {
  name: 'lifeguard',
  start: (redis) => startLifeguard({ config: `[[redis]]\nname = "cache"\nurl = "${redis.url()}"\n` }),
};

const exporter = (name, options) => ({
  name,
  async start(redis) {
    const port = await freePort();
    const args = [`--redis.addr=${redis.url()}`, `--web.listen-address=127.0.0.1:${port}`, ...options];
    const child = startChild('prometheus-redis-exporter', args, { stdio: ['ignore', 'ignore', 'ignore'] });
    const url = (where) => `http://127.0.0.1:${port}${where}`;
    await until('the exporter to listen', async () => (await fetch(url('/'))).ok);
    return { pid: child.pid, url, stop: () => endChild(child) };
  },
});

export async function play({ sessions = 1_000, seconds = 60 }) {
  const redis = await startRedis({ settings: { maxclients: sessions + 100 } });
  console.error(`${sessions} clients are coming …`);
  const names = ['checkout', 'cart', 'search', 'worker'];
  for (let i = 0; i < sessions; ++i) {
    const client = await redis.client(names[i % names.length]);
    await client.send('SET', `key:${i}`, 'x');
  }
  const watchers = [lifeguard, exporter('redis_exporter', []), exporter('with its client list', ['--export-client-list'])];
  const seen = [];
  for (const watcher of watchers) {
    console.error(`${watcher.name}: ${seconds} s …`);
    seen.push(await watch(watcher, redis, seconds));
  }
  await redis.stop();

  const line = (title, key, digits = 1) => [title, ...seen.map((each) => number(each[key], digits))];
  console.log(`\nRedis 7.0 with ${sessions} clients that rest; lifeguard looks every ${TICK_SECONDS} s, each is scraped every ${SCRAPE_SECONDS} s\n`);
  console.log(
    table(
      ['per 10 s', ...watchers.map(({ name }) => name)],
      [
        line('CPU of the process, ms', 'cpuMs', 2),
        ['  and without a scrape, ms', number(2 * seen[0].lookMs, 2), '', ''],
        line('  in a second, at its start, ms', 'startMs', 1),
        line("Redis's time, ms", 'serverMs', 2),
        line('commands', 'commands'),
        line('connections opened', 'opened'),
        line('bytes sent by Redis', 'bytesSent', 0),
        line('series', 'series', 0),
        line('scrape, ms', 'scrapeMs'),
        line('resident, MB', 'resident'),
        line('  at its peak, MB', 'peak'),
      ],
    ),
  );
  const { lookMs } = seen[0];
  return [
    { met: lookMs <= 1, text: `at most 1 ms of CPU per look at ${sessions} clients, all that the agent does beside it included: ${number(lookMs, 2)}` },
    { met: seen[0].opened === 0, text: `one connection, and no other opened: ${number(seen[0].opened)}` },
    { met: seen[0].peak <= 40, text: `at most 40 MB resident: ${number(seen[0].peak)} at the peak` },
  ];
}

async function watch(watcher, redis, seconds) {
  const running = await watcher.start(redis);
  await sleep(1_000);
  const startMs = cpuNanoseconds(running.pid) / 1e6;
  await scrape(running);
  await sleep(9_000);
  // A scraper that nobody has costs nothing: what the looks take is theirs alone.
  const unscraped = cpuNanoseconds(running.pid);
  await sleep(seconds * 500);
  const lookMs = (cpuNanoseconds(running.pid) - unscraped) / 1e6 / ((seconds * 0.5) / TICK_SECONDS);
  const before = await reading();
  const scrapes = [];
  while (scrapes.length < seconds / SCRAPE_SECONDS) {
    const next = sleep(SCRAPE_SECONDS * 1000);
    await sleep(SCRAPE_SECONDS * 500);
    scrapes.push(await scrape(running));
    await next;
  }
  const after = await reading();
  const used = memory(running.pid);
  await running.stop();
  const tens = seconds / 10;
  return {
    ...used,
    startMs,
    lookMs,
    cpuMs: (after.cpu - before.cpu) / 1e6 / tens,
    serverMs: (after.micros - before.micros) / 1e3 / tens,
    // Less our own reading.
    commands: (after.commands - before.commands - 1) / tens,
    opened: (after.connections - before.connections) / tens,
    bytesSent: (after.sent - before.sent) / tens,
    series: scrapes.at(-1).series,
    scrapeMs: scrapes.reduce((sum, { ms }) => sum + ms, 0) / scrapes.length,
  };

  async function reading() {
    const cpu = cpuNanoseconds(running.pid);
    const info = await redis.send('INFO', 'all');
    const value = (name) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)[1]);
    const micros = [...info.matchAll(/^cmdstat_.*?usec=(\d+)/gm)].reduce((sum, [, usec]) => sum + Number(usec), 0);
    return {
      cpu,
      micros,
      commands: value('total_commands_processed'),
      connections: value('total_connections_received'),
      sent: value('total_net_output_bytes'),
    };
  }
}

async function scrape(running) {
  const start = performance.now();
  const response = await fetch(running.url('/metrics'), { headers: { connection: 'close' } });
  const text = await response.text();
  const ms = performance.now() - start;
  return { ms, series: text.split('\n').filter((line) => line && !line.startsWith('#')).length };
}
