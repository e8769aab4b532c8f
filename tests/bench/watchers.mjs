import { endChild, startChild } from '../integration/harness/child.mjs';
import { startLifeguard } from '../integration/harness/lifeguard.mjs';

/** The beat of the defaults, one tick to ten, ten times as fast. */
export const TICK_MS = 100;

// What the agent asks at every tick and at every tenth; the bench fails when this is not so.
const EVERY_TICK = 'activity';
const EVERY_TENTH = 'limits,connection_limits,databases,identity';

/** Each starts by start(dsn) and then has a pid and stop(); `role` is its own at the server. */
export const lifeguard = {
  name: 'lifeguard',
  role: 'lifeguard',
  start: (dsn) =>
    startLifeguard({
      config: `[[postgres]]\nname = "main"\ndsn = "${dsn}"\nactivity_interval = "${TICK_MS}ms"\ninterval = "${10 * TICK_MS}ms"\n`,
    }),
};

export const bareLoop = {
  name: 'bare loop',
  role: 'bare_loop',
  async start(dsn) {
    const options = { stdio: ['ignore', 'inherit', 'inherit'] };
    const child = startChild(process.env.LIFEGUARD_BARE_LOOP, [dsn, `${TICK_MS}`, EVERY_TICK, EVERY_TENTH], options);
    return {
      pid: child.pid,
      async stop() {
        if (child.ended) throw new Error('the bare loop ended by itself');
        await endChild(child);
      },
    };
  },
};
