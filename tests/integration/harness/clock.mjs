import fs from 'node:fs';
import path from 'node:path';

import { temporaryDirectory } from './temp.mjs';

const LIBRARY = process.env.LIFEGUARD_FAKETIME;

/** Why no server's clock can be moved here, or false. */
export const noClock = !fs.existsSync(LIBRARY ?? '') && 'needs libfaketime (./dev test fetches it)';

/**
 * A clock for a server that starts with `env`: the real time until move('+24h'), to which every clock that the server
 * reads then jumps. Monotonic clocks stay, so that nothing of it sleeps longer.
 */
export function movableClock(test) {
  const home = temporaryDirectory('clock');
  const file = path.join(home.path, 'offset');
  const move = (offset) => fs.writeFileSync(file, `${offset}\n`);
  fs.chmodSync(home.path, 0o755);
  move('+0');
  test.after(home.remove);
  return {
    move,
    env: {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}
