import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { freePort } from './harness/free_port.mjs';
import { startRedis } from './harness/redis.mjs';
import { startWatched } from './harness/scene.mjs';
import { slowLink } from './harness/slow_link.mjs';
import { until } from './harness/until.mjs';

const watching = (port, more = '') => `
[[redis]]
name = "cache"
url = "redis://127.0.0.1:${port}"
interval = "200ms"
timeout = "1s"
${more}
`;

const watch = (t, port, more) => startWatched(t, { config: watching(port, more) });

const cache = async (lifeguard) => (await lifeguard.api('health')).targets[0];

const isUp = (lifeguard) =>
  until('the cache to be up', async () => (await cache(lifeguard))?.up, { within: 40_000 });

const down = (lifeguard, pattern) =>
  until(`the cache to be down: ${pattern}`, async () => {
    const target = await cache(lifeguard);
    return target?.up === false && pattern.test(target.error) ? target : assert.fail(JSON.stringify(target));
  });

const metric = (lifeguard, name, labels, fits, patience) =>
  until(
    `lifeguard_redis_${name} ${JSON.stringify(labels)}`,
    async () => {
      const value = (await lifeguard.metrics()).value(`lifeguard_redis_${name}`, { target: 'cache', ...labels });
      return value !== undefined && fits(value) ? { value } : assert.fail(`is ${value}`);
    },
    patience,
  );

/** A server that says to each client what `say(socket)` says. */
async function impostor(t, say) {
  const port = await freePort();
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    say(socket);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return port;
}

/** Stands before `to`; `onReply(bytes, client)` may keep what the server says and do something else. */
function proxy(t, to, onReply) {
  return impostor(t, (client) => {
    const server = net.connect(to, '127.0.0.1');
    client.pipe(server);
    client.on('close', () => server.destroy());
    server.on('error', () => client.destroy());
    server.on('close', () => client.destroy());
    server.on('data', (bytes) => onReply(bytes, client));
  });
}

test('a cache that is stopped is down and the app degraded, and after its restart both are seen to be well', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, redis.port);
  await isUp(lifeguard);
  await redis.down();
  await down(lifeguard, /127\.0\.0\.1:\d+: Connection refused; is Redis running/);
  const health = await lifeguard.api('health');
  assert.equal(health.status, 'degraded');
  assert.equal(health.targets[0].availability, 'unavailable');
  await redis.up();
  await isUp(lifeguard);
  await metric(lifeguard, 'restarts_total', {}, (value) => value === 1);
  assert.equal((await lifeguard.api('health')).status, 'available');
  await lifeguard.stop();
});

test('a cache that hangs is down by the deadline, and the agent answers meanwhile', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, redis.port);
  await isUp(lifeguard);
  redis.pause();
  await down(lifeguard, /^no answer within 1\.0 s, waiting for 127\.0\.0\.1:\d+ to answer$/);
  redis.resume();
  await isUp(lifeguard);
  await metric(lifeguard, 'restarts_total', {}, (value) => value === 0);
  await lifeguard.stop();
});

test('a cache that loads its dataset is up, is told as loading, and its counters are no jump afterwards', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'key-load-delay': 300, 'loading-process-events-interval-bytes': 1024 } });
  for (let i = 0; i < 5_000; i += 100) {
    await redis.send('MSET', ...Array.from({ length: 100 }, (_, j) => [`key:${i + j}`, 'x'.repeat(64)]).flat());
  }
  await redis.send('SAVE');
  const lifeguard = await watch(t, redis.port);
  await isUp(lifeguard);
  await redis.restart();
  await metric(lifeguard, 'loading', {}, (value) => value === 1);
  const target = await cache(lifeguard);
  assert.equal(target.up, true);
  assert.equal(target.availability, 'loading');
  assert.match(target.parts.find(({ part }) => part === 'probe').error, /^PING: LOADING /);
  await metric(lifeguard, 'loading', {}, (value) => value === 0, { within: 60_000 });
  await metric(lifeguard, 'keys', { database: 'db0' }, (value) => value === 5_000);
  await lifeguard.stop();
});

test('a replica that had lost its master, and said so to PING, is well at once when it is back', async (t) => {
  const master = await startRedis({ test: t, settings: { 'repl-diskless-sync-delay': 0 } });
  const lines = [`replicaof 127.0.0.1 ${master.port}`];
  const replica = await startRedis({ test: t, lines, settings: { 'replica-serve-stale-data': 'no' } });
  const lifeguard = await watch(t, replica.port, 'probe = "read-write"');
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 1);
  await master.down();
  const probe = (target) => target.parts.find(({ part }) => part === 'probe');
  await until('the replica to be unavailable', async () => {
    const target = await cache(lifeguard);
    return target.availability === 'unavailable' && /^PING: MASTERDOWN /.test(probe(target).error);
  });
  await master.up();
  await metric(lifeguard, 'master_link_up', {}, (value) => value === 1, { within: 30_000 });
  await until('the replica to be available', async () => {
    const target = await cache(lifeguard);
    return target.availability === 'available' && probe(target).success;
  });
  await lifeguard.stop();
});

test('a cache that cannot save refuses writes, and that is told though it answers', async (t) => {
  const redis = await startRedis({ test: t, settings: { save: '3600 1', 'enable-protected-configs': 'yes' } });
  const lifeguard = await watch(t, redis.port, 'probe = "read-write"');
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 0);
  const lost = path.join(redis.dir, 'lost');
  fs.mkdirSync(lost);
  await redis.send('CONFIG', 'SET', 'dir', lost);
  fs.rmdirSync(lost);
  await redis.send('BGSAVE');
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 1);
  await metric(lifeguard, 'persistence_success', { kind: 'save' }, (value) => value === 0);
  assert.equal((await cache(lifeguard)).availability, 'read-only');
  await redis.send('CONFIG', 'SET', 'dir', redis.dir);
  await redis.send('BGSAVE');
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 0);
  await lifeguard.stop();
});

test('what answers with garbage, or with HTTP, is named and never taken for Redis', async (t) => {
  const garbage = await impostor(t, (socket) => socket.on('data', () => socket.write('\0garbage')));
  const lifeguard = await watch(t, garbage);
  await down(lifeguard, /what answers is no Redis \(Protocol error/);
  const http = await impostor(t, (socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
  lifeguard.configure(watching(http));
  lifeguard.reload();
  await down(lifeguard, /it is an HTTP server/);
  const silent = await impostor(t, () => {});
  lifeguard.configure(watching(silent));
  lifeguard.reload();
  await down(lifeguard, /^no answer within 1\.0 s, connecting to/);
  await lifeguard.stop();
});

test('a reply of a hundred megabytes is given up long before, and what it announces costs no memory', async (t) => {
  let sent = 0;
  const port = await impostor(t, (socket) => {
    socket.once('data', () => {
      socket.write('$104857600\r\n');
      const piece = Buffer.alloc(64 << 10, 'x');
      const more = () => {
        for (let room = true; room && sent < 100 << 20 && !socket.destroyed; sent += piece.length) room = socket.write(piece);
      };
      socket.on('drain', more);
      more();
    });
  });
  const lifeguard = await watch(t, port);
  await down(lifeguard, /a reply of more than 64 KiB/);
  assert.ok(sent < 20 << 20, `${sent} bytes were taken`);
  const announced = await impostor(t, (socket) => socket.on('data', () => socket.write('*2000000000\r\n')));
  lifeguard.configure(watching(announced));
  lifeguard.reload();
  await down(lifeguard, /a list of more items than a reply may have/);
  await lifeguard.stop();
});

test('a client list that is too large costs that part alone, on the same connection', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, redis.port);
  await isUp(lifeguard);
  const connections = async () => /total_connections_received:(\d+)/.exec(await redis.send('INFO', 'stats'))[1];
  for (let n = 0; n < 20; ++n) await redis.client('x'.repeat(1 << 20));
  const before = await connections();
  const clients = await until('the list to be too large', async () => {
    const part = (await cache(lifeguard)).parts.find((each) => each.part === 'clients');
    return part?.success === false && part;
  });
  assert.match(clients.error, /^CLIENT LIST: a reply of 20(\.\d)? MiB is more than is read$/);
  const seen = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => value > seen + 10);
  assert.equal((await cache(lifeguard)).up, true);
  assert.equal(await connections(), before);
  await lifeguard.stop();
});

test('a client list that takes too long over a slow link is put off, and costs neither the other parts nor the target', async (t) => {
  const redis = await startRedis({ test: t });
  const link = await slowLink(t, redis.port, 100_000);
  for (let n = 0; n < 6; ++n) await redis.client('x'.repeat(100_000));
  const lifeguard = await watch(t, link.port);
  const wasUp = [];
  const clients = await until('the list to be put off', async () => {
    const target = await cache(lifeguard);
    wasUp.push(target?.up);
    return target?.parts.find(({ part, error }) => part === 'clients' && error.includes('asked again'));
  });
  assert.match(clients.error, /^CLIENT LIST: \d+ KiB of 58\d KiB came within [\d.]+ m?s; it is asked again in 10 min/);
  t.diagnostic(clients.error);
  const lists = async () => Number(/cmdstat_client\|list:calls=(\d+)/.exec(await redis.send('INFO', 'commandstats'))[1]);
  const asked = await lists();
  const seen = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => {
    return value > seen + 40;
  });
  const target = await cache(lifeguard);
  assert.equal(target.up, true);
  assert.ok(!wasUp.includes(false));
  assert.deepEqual(target.parts.filter(({ success }) => !success).map(({ part }) => part), ['clients']);
  assert.equal(await lists(), asked, 'it is not asked at every look');
  assert.equal(link.connections, 3, 'it is put off the second time');
  assert.deepEqual((await lifeguard.api('incidents')).incidents, []);
  await lifeguard.stop();
});

/** The first reply of `bytes`, a text such as that of INFO, and what came with it. */
function firstReply(bytes) {
  const head = bytes.indexOf('\r\n') + 2;
  const end = head + Number(bytes.subarray(1, head - 2)) + 2;
  return [bytes.subarray(0, end), bytes.subarray(end)];
}

const isInfo = (bytes) => bytes.includes('# Server\r\n');
const isClients = (bytes) => /^[$=]\d+\r\n(txt:)?id=\d+ addr=/.test(bytes.toString('latin1'));

const failing = async (lifeguard) => (await cache(lifeguard)).parts.filter(({ success }) => !success);

test('a look in which INFO does not come is a failed one, and the next in which it comes has everything', async (t) => {
  const redis = await startRedis({ test: t });
  let keeps = true;
  const told = new WeakMap();
  const port = await proxy(t, redis.port, (bytes, client) => {
    if (isInfo(bytes)) told.set(client, (told.get(client) ?? 0) + 1);
    if (!keeps || (told.get(client) ?? 0) < 2) client.write(bytes);
  });
  const lifeguard = await watch(t, port);
  await down(lifeguard, /^no answer within 1\.0 s, waiting for 127\.0\.0\.1:\d+ to answer$/);
  keeps = false;
  await isUp(lifeguard);
  await metric(lifeguard, 'clients', {}, (value) => value >= 0);
  await until('every part to succeed', async () => (await failing(lifeguard)).length === 0);
  await lifeguard.stop();
});

test('a client list that one hiccup of the link held up is asked for at the next look', async (t) => {
  const redis = await startRedis({ test: t });
  const hung = new Set();
  const port = await proxy(t, redis.port, (bytes, client) => {
    if (hung.has(client)) return;
    const [info, rest] = isInfo(bytes) ? firstReply(bytes) : [bytes, Buffer.alloc(0)];
    client.write(info);
    if (hung.size === 0 && isClients(rest)) hung.add(client);
    else client.write(rest);
  });
  const lifeguard = await watch(t, port);
  const error = await until('the list to be held up', async () => (await failing(lifeguard))[0]?.error);
  assert.match(error, /^CLIENT LIST: no answer within [\d.]+ m?s$/);
  await until('the list to be there', async () => {
    const target = await cache(lifeguard);
    assert.equal(target.up, true);
    return target.parts.some(({ part, success }) => part === 'clients' && success);
  });
  await lifeguard.stop();
});

test('a client list that came and left no time for the rest is put off and told so, and what was in it is forgotten', async (t) => {
  const redis = await startRedis({ test: t });
  await redis.client('checkout');
  let slow = false;
  let last;
  const port = await proxy(t, redis.port, (bytes, client) => {
    last = client;
    const [info, rest] = isInfo(bytes) ? firstReply(bytes) : [bytes, Buffer.alloc(0)];
    client.write(info);
    if (slow && isClients(rest)) setTimeout(() => client.write(firstReply(rest)[0]), 600);
    else client.write(rest);
  });
  const lifeguard = await watch(t, port);
  const isTold = async () => (await lifeguard.get('/metrics')).body.includes('name="checkout"');
  await until('its clients to be told', isTold);
  slow = true;
  last.destroy(); // over a new connection the list is asked for at once
  const clients = await until('the list to be put off', async () => {
    const target = await cache(lifeguard);
    assert.equal(target.up, true);
    return target.parts.find(({ part, error }) => part === 'clients' && error.includes('asked again'));
  });
  assert.match(clients.error, /^CLIENT LIST: took [5-8]\d\d ms; it is asked again in 10 min/);
  await until('the rest to be there', async () => (await failing(lifeguard)).every(({ part }) => part === 'clients'));
  assert.equal(await isTold(), false);
  await lifeguard.stop();
});

test('a slow log whose longer answer takes too long over a slow link is put off alone', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'slowlog-log-slower-than': 0, 'slowlog-max-len': 1000 } });
  const link = await slowLink(t, redis.port, 50_000);
  const lifeguard = await watch(t, link.port);
  await isUp(lifeguard);
  const app = await redis.client('checkout');
  const words = Array.from({ length: 30 }, (_, n) => [`key:${n}`, 'x'.repeat(120)]).flat();
  await Promise.all(Array.from({ length: 900 }, () => app.send('MSET', ...words)));
  const slowlog = await until('the slow log to be put off', async () => {
    const target = await cache(lifeguard);
    assert.equal(target.up, true);
    return target.parts.find(({ part, error }) => part === 'slowlog' && error.includes('asked again'));
  });
  assert.match(slowlog.error, /^SLOWLOG GET: more than the \d+ KiB that came within [\d.]+ m?s; it is asked again in 10 min/);
  t.diagnostic(slowlog.error);
  const seen = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => value > seen + 20);
  assert.deepEqual((await cache(lifeguard)).parts.filter(({ success }) => !success).map(({ part }) => part), ['slowlog']);
  await lifeguard.stop();
});

test('a connection that is cut in the middle of a reply is opened anew, and nothing of the half reply is kept', async (t) => {
  const redis = await startRedis({ test: t });
  let cut = false;
  let cuts = 0;
  const port = await proxy(t, redis.port, (bytes, client) => {
    if (!cut || bytes.length < 1000) return client.write(bytes);
    ++cuts;
    client.write(bytes.subarray(0, bytes.length / 2));
    client.end();
  });
  const lifeguard = await watch(t, port);
  await isUp(lifeguard);
  cut = true;
  await down(lifeguard, /it closed the connection/);
  cut = false;
  assert.ok(cuts > 0);
  await isUp(lifeguard);
  await metric(lifeguard, 'restarts_total', {}, (value) => value === 0);
  await lifeguard.stop();
});
