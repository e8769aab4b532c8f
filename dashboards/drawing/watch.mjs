// Lets an agent watch a busy shop for some minutes, with a Prometheus that scrapes it, and asks that all the panels ask.
import { setTimeout as sleep } from 'node:timers/promises';

import { startBusyShop } from '../../tests/integration/harness/busy_shop.mjs';
import { startPrometheus } from '../../tests/integration/harness/prometheus.mjs';

const EVERY = 5;

export async function watch(boards, minutes) {
  const endings = [];
  const test = { after: (end) => endings.unshift(end) };
  try {
    const { lifeguard } = await startBusyShop({ test });
    const prometheus = await startPrometheus({ test, targets: { lifeguard: `127.0.0.1:${lifeguard.port}` }, every: EVERY });
    await sleep(minutes * 60_000);
    const end = Math.floor(Date.now() / 1000);
    const range = { start: end - minutes * 60 + 15, end, step: EVERY };
    const answers = {};
    for (const [name, board] of Object.entries(boards)) {
      answers[name] = {};
      for (const panel of board.panels.filter(({ type }) => type !== 'row')) {
        answers[name][panel.id] = {};
        for (const { refId, expr, instant } of panel.targets) {
          const filled = expr.replaceAll('$__rate_interval', '30s').replaceAll('"$instance"', '".*"').replaceAll('"$target"', '".*"');
          answers[name][panel.id][refId] = await (instant ? prometheus.query(filled) : prometheus.range(filled, range));
        }
      }
    }
    return { answers, range };
  } finally {
    for (const end of endings) await end();
  }
}
