// What must not be told: nothing happens for a minute, and nobody is woken.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startRedis } from './harness/redis.mjs';
import { startWatched } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const watching = (name, redis) => `
[[redis]]
name = "${name}"
url = "${redis.url()}"
interval = "500ms"
`;

// A master with nothing to write is silent for ten seconds at a time.
test('a master and its replica that have nothing to do are quiet for a minute, though the master is not heard for long', async (t) => {
  const master = await startRedis({ test: t });
  const replica = await startRedis({ test: t, settings: { replicaof: `127.0.0.1 ${master.port}` } });
  const isLinked = async () => /master_link_status:up/.test(await replica.send('INFO', 'replication'));
  await until('the replica to follow', isLinked, { within: 30_000 });
  const lifeguard = await startWatched(t, { config: watching('master', master) + watching('replica', replica) });
  const ready = async () => (await lifeguard.get('/readyz')).status === 200;
  await until('both to be watched', ready);

  const began = performance.now();
  const told = [];
  let silence = 0;
  await until('a minute to pass', async () => {
    const heard = (await lifeguard.metrics()).value('lifeguard_redis_master_last_io_seconds', { target: 'replica' });
    silence = Math.max(silence, heard ?? 0);
    told.push(...(await lifeguard.api('incidents')).incidents.map(({ target, summary }) => `${target}: ${summary}`));
    return told.length > 0 || performance.now() - began > 60_000;
  }, { within: 90_000, every: 500 });
  assert.deepEqual(told, []);
  assert.ok(silence >= 8, `the master was silent for ${silence} s at most: nothing was tried`);
  await lifeguard.stop();
});
