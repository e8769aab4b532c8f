import { endChild, startChild } from '../integration/harness/child.mjs';
import { freePort } from '../integration/harness/free_port.mjs';
import { startLifeguard } from '../integration/harness/lifeguard.mjs';
import { until } from '../integration/harness/until.mjs';

/** The beat of the defaults, one tick to ten, ten times as fast. */
export const TICK_MS = 100;

/** Each starts by start(dsn) and then has a pid and stop(), most an url(); `role` is its own at the server. */
export function lifeguardWith(intervals) {
  const keys = Object.entries(intervals).map(([key, value]) => `${key} = "${value}"\n`);
  return {
    name: 'lifeguard',
    role: 'lifeguard',
    start: (dsn) => startLifeguard({ config: `[[postgres]]\nname = "main"\ndsn = "${dsn}"\n${keys.join('')}` }),
  };
}

export const lifeguard = lifeguardWith({ activity_interval: `${TICK_MS}ms`, interval: `${10 * TICK_MS}ms` });

/** Sends these queries, by the names of their files, at every tick and at every tenth. */
export function bareLoopOf({ everyTick, everyTenth }) {
  return {
    ...bareLoop,
    start: (dsn) => {
      const names = [everyTick, everyTenth].map((list) => list.join());
      return startProgram('the bare loop', process.env.LIFEGUARD_BARE_LOOP, [dsn, `${TICK_MS}`, ...names]);
    },
  };
}

export const bareLoop = { name: 'bare loop', role: 'bare_loop' };

/** prometheus-postgres-exporter as Debian ships it: its default collectors, no queries of one's own. */
export const exporter = {
  name: 'postgres_exporter',
  role: 'exporter',
  async start(dsn) {
    const port = await freePort();
    const options = [`--web.listen-address=127.0.0.1:${port}`, '--log.level=warn'];
    const running = await startProgram('the exporter', 'prometheus-postgres-exporter', options, {
      DATA_SOURCE_NAME: `${dsn}?sslmode=disable`,
    });
    const url = (where) => `http://127.0.0.1:${port}${where}`;
    await until('the exporter to listen', async () => (await fetch(url('/'))).ok);
    return { ...running, url };
  },
};

async function startProgram(name, command, args, env = {}) {
  const child = startChild(command, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  return {
    pid: child.pid,
    async stop() {
      if (child.ended) throw new Error(`${name} ended by itself`);
      await endChild(child);
    },
  };
}
