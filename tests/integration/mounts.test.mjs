import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { noMounts as skip, withMount } from './harness/mounts.mjs';
import { leak, receivers, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

// Faults of the machine itself, in a mount namespace of the agent's own.

test('a name service that never answers holds up neither the other targets, nor the pages, nor the end', { skip }, async (t) => {
  const silent = dgram.createSocket('udp4');
  silent.bind(53, '127.0.0.153');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const home = temporaryDirectory('dns');
  t.after(() => home.remove());
  const resolvConf = path.join(home.path, 'resolv.conf');
  fs.writeFileSync(resolvConf, 'nameserver 127.0.0.153\noptions timeout:30 attempts:5\n');

  const postgres = await startShop(t);
  const lost = '[[postgres]]\nname = "lost"\ndsn = "postgresql://x@db.example/x"\ntimeout = "1s"\n';
  const lifeguard = await startWatched(t, {
    config: lost + target(postgres),
    through: withMount(`mount --bind ${resolvConf} /etc/resolv.conf`),
  });
  const of = async (name) => (await lifeguard.api('health')).targets.find(({ target: each }) => each === name);
  const down = await until('the lost target to be given up', async () => {
    const lost_ = await of('lost');
    return lost_?.up === false && lost_;
  });
  assert.match(down.error, /cannot resolve host db\.example: no answer within 500 ms/);
  for (let look = 0; look < 3; ++look) {
    const before = (await of('main')).last_success;
    await until('main to be looked at again', async () => (await of('main')).last_success > before, { within: 1_000 });
  }
  assert.ok((await lifeguard.metrics()).value('lifeguard_loop_lag_seconds') < 0.5);
  await lifeguard.stop();
});

test('a state directory that is full loses no alert, and is used again once there is room', { skip }, async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const home = temporaryDirectory('full');
  t.after(() => home.remove());
  const lifeguard = await startWatched(t, {
    config: target(postgres) + receivers(receiver),
    agent: { state_dir: home.path },
    through: withMount(`mount -t tmpfs -o size=512k tmpfs ${home.path}`),
  });
  const filler = `/proc/${lifeguard.pid}/root${home.path}/filler`;
  fill(filler);
  const session = await leak(postgres);
  await receiver.waitFor(({ path: each, body }) => each === '/hook' && body.includes('connection_leak'));
  const page = await lifeguard.api('health');
  assert.equal(page.state_durable, false);
  assert.match(page.state_trouble, /full|disk/i);

  fs.rmSync(filler);
  await session.query('rollback');
  await receiver.waitFor(({ path: each, json }) => each === '/hook' && json.status === 'resolved');
  await until('the state to be kept again', async () => (await lifeguard.api('health')).state_durable);
  await lifeguard.stop();
});

function fill(file) {
  const handle = fs.openSync(file, 'w');
  try {
    for (;;) fs.writeSync(handle, Buffer.alloc(4096));
  } catch (error) {
    assert.equal(error.code, 'ENOSPC');
  } finally {
    fs.closeSync(handle);
  }
}
