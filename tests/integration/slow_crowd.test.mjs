// Very many slow queries at once, while nobody takes their spans.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { pg } from './harness/packages.mjs';
import { isOfServer, startTracedShop } from './harness/traced_scene.mjs';
import { until } from './harness/until.mjs';

const CROWD = 1000;
const QUEUE = 200;

test('a thousand slow queries at once: what waits is bounded, and the rest is counted', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t, {
    config: { max_connections: CROWD + 100, shared_buffers: '16MB' },
    otlp: `queue = ${QUEUE}`,
  });
  const crowd = await connected(t, postgres);
  await until('all to be seen', async () => (await lifeguard.metrics()).value('lifeguard_pg_sessions', { application: 'crowd', state: 'idle' }) === CROWD, { within: 60_000 });
  await receiver.down();
  const before = resident(lifeguard);

  await Promise.all(crowd.map((client) => client.query('select pg_sleep(3)')));
  const dropped = async () => (await lifeguard.metrics()).value('lifeguard_otlp_dropped_total', { signal: 'traces' });
  // Each has a wait as its child.
  await until('what has no room to be dropped', async () => (await dropped()) === 2 * CROWD - QUEUE, { within: 60_000 });
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_otlp_queue_length', { signal: 'traces' }), QUEUE);
  assert.equal(metrics.value('lifeguard_query_duration_seconds_count', { target: 'main' }), CROWD);
  assert.equal(metrics.value('lifeguard_executions_left_alone_total', { target: 'main' }), 0);
  const grown = resident(lifeguard) - before;
  t.diagnostic(`${CROWD} at once: ${grown} kB more than before (a build with sanitizers), ${await dropped()} spans dropped, ${QUEUE} wait`);
  assert.ok(grown < 64_000, `${grown} kB`);

  await receiver.up();
  await until('what waited to arrive', async () => (await lifeguard.metrics()).value('lifeguard_otlp_queue_length', { signal: 'traces' }) === 0, { within: 60_000 });
  assert.equal(receiver.spans().length, QUEUE);
  assert.ok(receiver.spans().some(isOfServer));
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

async function connected(t, postgres) {
  const crowd = [];
  t.after(() => Promise.allSettled(crowd.map((client) => client.end())));
  while (crowd.length < CROWD) {
    const some = Array.from({ length: 50 }, () => new pg.Client({ connectionString: postgres.dsn('shop', 'shop'), application_name: 'crowd' }));
    some.forEach((client) => client.on('error', () => {}));
    await Promise.all(some.map((client) => client.connect()));
    crowd.push(...some);
  }
  return crowd;
}

const resident = ({ pid }) => Number(/^VmRSS:\s+(\d+) kB/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
