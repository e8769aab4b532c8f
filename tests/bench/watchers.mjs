import { endChild, startChild } from '../integration/harness/child.mjs';
import { freePort } from '../integration/harness/free_port.mjs';
import { startLifeguard } from '../integration/harness/lifeguard.mjs';
import { until } from '../integration/harness/until.mjs';

/** The beat of the defaults, one tick to ten, ten times as fast. */
export const TICK_MS = 100;

// What the agent asks at every tick and at every tenth; the bench fails when this is not so. The bare loop remembers
// nothing, so it has every session sent anew.
const EVERY_TICK = 'activity_anew,activity';
const EVERY_TENTH = 'limits,connection_limits,databases,identity';

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

export const bareLoop = {
  name: 'bare loop',
  role: 'bare_loop',
  start: (dsn) => startProgram('the bare loop', process.env.LIFEGUARD_BARE_LOOP, [dsn, `${TICK_MS}`, EVERY_TICK, EVERY_TENTH]),
};

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
