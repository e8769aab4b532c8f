// What an operator is told of a Redis that is not well, from real servers.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startLifeguard } from './harness/lifeguard.mjs';
import { startRedis } from './harness/redis.mjs';
import { redisClient } from './harness/redis_client.mjs';
import { receivers, startReceivers } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

const QUICK_RULES = `
[rules.redis_hit_ratio]
window = "10s"
lookups_per_second = 1

[rules.redis_evictions]
window = "10s"

[rules.redis_persistence]
recover_for = "1s"

[rules.redis_replication]
warning = "1s"
critical = "3s"
for = "0s"
recover_for = "1s"

[rules.redis_cluster]
for = "0s"

[rules.connection_leak]
window = "5s"
`;

const watching = (redis, name = 'cache') => `
[[redis]]
name = "${name}"
url = "${redis.url()}"
interval = "200ms"
`;

const watched = (t, config) => startLifeguard({ test: t, config: QUICK_RULES + config });

/** Waits for the incident, and shows what an operator would read. */
async function told(t, lifeguard, rule, severity, summary, { target = 'cache', within = 30_000 } = {}) {
  const incident = await until(`a ${severity} incident of ${rule}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find((each) =>
      each.rule === rule && each.target === target && each.severity === severity && each.state === 'firing' &&
      summary.test(each.summary) && each.evidence.length > 0);
  }, { within });
  assert.ok(incident.evidence.length <= 5 && incident.remedy.length > 0, rule);
  t.diagnostic(`${severity} ${rule} on ${target}: ${incident.summary}`);
  for (const evidence of incident.evidence) {
    t.diagnostic(`    ${Object.entries(evidence).map(([label, value]) => `${label} ${value}`).join(', ')}`);
  }
  t.diagnostic(`    run: ${incident.remedy}`);
  return incident;
}

const over = (lifeguard, rule, key) =>
  until(`${rule} to be over`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.some((each) => each.rule === rule && each.key === key && each.state === 'resolved');
  });

/** A workload: calls `work` until the test ends, or until Redis does, with a pause of so many milliseconds each time. */
function keepGoing(t, { pause }, work) {
  let going = true;
  t.after(() => (going = false));
  (async () => {
    for (let n = 0; going; ++n) {
      await work(n);
      await sleep(pause);
    }
  })().catch(() => {});
}

test('a cache that is too small evicts and misses, and a long script keeps it from both', async (t) => {
  const redis = await startRedis({
    test: t,
    settings: { maxmemory: '4mb', 'maxmemory-policy': 'allkeys-lru' },
  });
  const lifeguard = await watched(t, watching(redis));
  const checkout = await redis.client('checkout');
  keepGoing(t, { pause: 10 }, async (round) => {
    const numbers = Array.from({ length: 50 }, (_, i) => round * 50 + i);
    await Promise.all([
      ...numbers.map((n) => checkout.send('SET', `item:${n}`, 'x'.repeat(1000))),
      ...numbers.map((n) => checkout.send('GET', `item:${n % 2 ? n : n - 10_000}`)), // of long ago: it was thrown out
    ]);
  });

  await told(t, lifeguard, 'redis_evictions', 'warning', /^threw out \d+ keys .* at that pace all its \d+ keys/);
  await redis.send('EVAL', 'local n = 0 for i = 1, 2e7 do n = n + i end return n', '0');
  const slow = await told(t, lifeguard, 'redis_slow_command', 'warning', /^EVAL kept all other commands waiting/);
  assert.equal(slow.evidence[0].name, 'admin');
  const misses = await told(t, lifeguard, 'redis_hit_ratio', 'warning', /keys were thrown out/);
  assert.match(misses.remedy, /maxmemory/);
});

test('a save that fails, for which writes are refused, is told until a save succeeds', async (t) => {
  const home = temporaryDirectory('redis-data');
  t.after(home.remove);
  const data = path.join(home.path, 'gone');
  fs.mkdirSync(data);
  const redis = await startRedis({
    test: t,
    settings: { dir: data, save: '3600 1', 'enable-protected-configs': 'yes' },
  });
  const lifeguard = await watched(t, watching(redis));
  await redis.send('SET', 'order:1', 'paid');
  fs.rmSync(data, { recursive: true });
  await redis.send('BGSAVE');
  await told(t, lifeguard, 'redis_persistence', 'critical', /refuses writes for it \(MISCONF\): 1 change is not saved/);
  await assert.rejects(redis.send('SET', 'order:2', 'paid'), /MISCONF/);

  await redis.send('CONFIG', 'SET', 'dir', home.path);
  await redis.send('BGSAVE');
  await over(lifeguard, 'redis_persistence', 'save');
});

test('a replica that goes is missed by its master, one without its master says so', async (t) => {
  const master = await startRedis({ test: t });
  const replica = await startRedis({ test: t, settings: { replicaof: `127.0.0.1 ${master.port}` } });
  const lifeguard = await watched(t, watching(master, 'master') + watching(replica, 'replica'));
  const gone = `127.0.0.1:${replica.port}`;
  const isSeen = async () => JSON.stringify(await lifeguard.api('history')).includes(gone);
  await until('the replica to follow', isSeen, { within: 30_000 });

  await replica.down();
  await told(t, lifeguard, 'redis_replication', 'warning', /is not connected any more .* none is left/, {
    target: 'master',
  });
  await replica.up();
  await over(lifeguard, 'redis_replication', gone);
  await until('the replica to have the data', async () =>
    /master_link_status:up/.test(await replica.send('INFO', 'replication')), { within: 30_000 });

  await master.down();
  const lost = await told(t, lifeguard, 'redis_replication', 'critical', /^the replica has lost its master/, {
    target: 'replica',
  });
  assert.equal(lost.evidence[0].master, `127.0.0.1:${master.port}`);
});

test('clients that are refused page once, with who has the connections', async (t) => {
  const redis = await startRedis({ test: t, settings: { maxclients: '12' } });
  const receiver = await startReceivers(t);
  const lifeguard = await watched(t, watching(redis) + receivers(receiver));
  await until('Lifeguard to be connected', async () => (await lifeguard.get('/readyz')).status === 200);
  const mine = [];
  t.after(() => mine.forEach((client) => client.close()));
  for (let n = 0; n < 11; ++n) mine.push(await redis.client('checkout'));

  const full = await told(t, lifeguard, 'pool_exhaustion', 'critical', /^12 of 12 connections of the clients/);
  assert.match(full.evidence[0].client, /^checkout /);
  keepGoing(t, { pause: 500 }, async () => {
    await redisClient({ port: redis.port }).then((client) => client.send('PING')).catch(() => {});
  });
  const refusing = await told(t, lifeguard, 'pool_exhaustion', 'critical', /; \d+ connections were refused in the last /);
  assert.match(refusing.remedy, /redis-cli is refused too: stop an instance of the app/);
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.map(({ rule }) => rule), ['pool_exhaustion']);
  const pages = await until('the page', () => {
    const events = receiver.requests.filter((each) => each.path === '/pagerduty').map((each) => JSON.parse(each.body));
    return events.length > 0 && new Set(events.map((event) => event.dedup_key));
  });
  assert.equal(pages.size, 1);

  // Nobody else tells it then.
  lifeguard.configure(`${QUICK_RULES}\n[rules.pool_exhaustion]\nenabled = false\n${watching(redis)}`);
  lifeguard.reload();
  const refused = await told(t, lifeguard, 'redis_rejected_connections', 'critical', /^refused \d+ connections? /);
  assert.equal(refused.evidence[0].clients, '11');
});

test('a client that is cut off for what it does not read is told, with whose clients have the memory', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'maxmemory-clients': '4mb' } });
  await redis.send('SET', 'report', 'x'.repeat(1 << 20));
  const lifeguard = await watched(t, watching(redis));
  await until('Lifeguard to be connected', async () => (await lifeguard.get('/readyz')).status === 200);
  keepGoing(t, { pause: 1000 }, async () => {
    const lazy = await redis.client('lazy-report');
    lazy.socket.pause();
    for (let n = 0; n < 32; ++n) lazy.send('GET', 'report').catch(() => {});
  });
  const cut = await told(t, lifeguard, 'redis_rejected_connections', 'warning', /^cut off \d+ clients? in the last .* maxmemory-clients$/);
  assert.match(cut.remedy, /tot-mem/);
});

test('memory that is full of answers nobody reads is told with whose they are, and not as too many keys', async (t) => {
  const redis = await startRedis({ test: t, settings: { maxmemory: '24mb', 'maxmemory-policy': 'noeviction' } });
  await redis.send('SET', 'report', 'x'.repeat(1 << 20));
  const lifeguard = await watched(t, watching(redis));
  const lazy = await redis.client('lazy-report');
  lazy.socket.pause();
  for (let n = 0; n < 32; ++n) lazy.send('GET', 'report').catch(() => {});
  const full = await told(t, lifeguard, 'redis_memory', 'critical', /it is not the keys: buffers of clients take \d+ MiB, the data /);
  assert.match(full.evidence[1].client, /^lazy-report /);
  assert.match(full.remedy, /CLIENT KILL ID/);
  await assert.rejects(redis.send('SET', 'order:1', 'paid'), /OOM/);
});

// Idle is who asked nothing for a minute, and what rises must do so over six windows: this one takes its time.
test('a client leak is told by name, with the time until maxclients', async (t) => {
  const redis = await startRedis({ test: t, settings: { maxclients: '4000' } });
  const lifeguard = await watched(t, watching(redis));
  const search = await redis.client('search');
  keepGoing(t, { pause: 50 }, async () => {
    await search.send('GET', 'a');
  });
  keepGoing(t, { pause: 500 }, async (n) => {
    const client = await redis.client('leaky-app');
    await client.send('GET', `session:${n}`);
  });

  const leak = await told(
    t, lifeguard, 'connection_leak', 'warning',
    /^leaky-app .* keeps connections that it does not use: from \d+ to \d+ .* all 4000 of maxclients are taken in /,
    { within: 150_000 },
  );
  assert.equal(leak.evidence[0].name, 'leaky-app');
  assert.equal(leak.evidence[0]['last command'], 'get');
  assert.match(leak.remedy, new RegExp(`CLIENT KILL ID ${leak.evidence[0].id} `));
});

test('a cluster with slots that belong to no node refuses commands, and says why', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
  await redis.send('CLUSTER', 'ADDSLOTSRANGE', '0', '8000');
  const lifeguard = await watched(t, watching(redis));
  await told(t, lifeguard, 'redis_cluster', 'critical', /8383 of 16384 slots belong to no node/);
});
