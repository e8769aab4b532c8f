import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { configFile } from './harness/config_file.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startRedis } from './harness/redis.mjs';
import { startWatched } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const watching = (url, more = '') => `
[[redis]]
name = "cache"
url = "${url}"
interval = "200ms"
timeout = "2s"
${more}
`;

const watch = (t, url, more) => startWatched(t, { config: watching(url, more) });

const cache = async (lifeguard) => (await lifeguard.api('health')).targets.find(({ target }) => target === 'cache');

const isUp = (lifeguard) => until('the cache to be up', async () => (await cache(lifeguard))?.up);

const metric = (lifeguard, name, labels, fits) =>
  until(`lifeguard_redis_${name} ${JSON.stringify(labels)}`, async () => {
    const value = (await lifeguard.metrics()).value(`lifeguard_redis_${name}`, { target: 'cache', ...labels });
    return value !== undefined && fits(value) ? { value } : assert.fail(`is ${value}`);
  }, { within: 40_000 }); // where the machine is slow clients are listed that seldom

const part = async (lifeguard, name) => (await cache(lifeguard))?.parts.find((each) => each.part === name);

const field = async (redis, section, name) =>
  new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(await redis.send('INFO', section))?.[1];

const down = (lifeguard, pattern) =>
  until(`the cache to be down: ${pattern}`, async () => {
    const target = await cache(lifeguard);
    return target?.up === false && pattern.test(target.error) ? target : assert.fail(JSON.stringify(target));
  });

test('a cache tells of its look-ups, its commands and its clients by name, over one connection', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, redis.url(), 'probe = "read-write"');
  await metric(lifeguard, 'latency_seconds', { op: 'get' }, (value) => value > 0 && value < 1);
  const app = await redis.client('checkout');
  await app.send('SET', 'user:1', 'Ada');
  await until('a minute with look-ups', async () => {
    for (let i = 0; i < 9; i++) await app.send('GET', 'user:1');
    await app.send('GET', 'nobody');
    const ratio = (await lifeguard.metrics()).value('lifeguard_redis_hit_ratio');
    return ratio > 0 || assert.fail(`is ${ratio}`);
  });
  // The probe's own GETs all hit: counted in, they would lift the ratio.
  await metric(lifeguard, 'hit_ratio', {}, (value) => Math.abs(value - 0.9) < 0.011);
  await metric(lifeguard, 'client_connections', { name: 'checkout', host: '127.0.0.1', state: 'busy' }, (value) => value === 1);
  await metric(lifeguard, 'command_calls_total', { command: 'set' }, (value) => value >= 1);
  await metric(lifeguard, 'command_latency_seconds', { command: 'get', quantile: '0.99' }, (value) => value > 0);
  await metric(lifeguard, 'memory_overhead_bytes', { kind: 'startup.allocated' }, (value) => value > 0);
  await metric(lifeguard, 'keys', { database: 'db0' }, (value) => value >= 2);
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 0);
  assert.equal((await lifeguard.metrics()).samples('lifeguard_redis_client_connections', { name: 'lifeguard' }).length, 0);

  const before = Number(await field(redis, 'stats', 'total_connections_received'));
  const commands = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => value > commands + 12);
  assert.equal(Number(await field(redis, 'stats', 'total_connections_received')), before);
  const calls = async (command) => Number(/calls=(\d+)/.exec(await field(redis, 'commandstats', `cmdstat_${command}`))[1]);
  assert.ok((await calls('client\\|list')) <= (await calls('info')) / 3 + 1, 'clients are listed at every third look');
  const health = await lifeguard.api('health');
  assert.equal(health.status, 'available');
  assert.equal(health.targets[0].availability, 'available');
  await lifeguard.stop();
});

test('with maxclients used up the metrics go on, and who comes later is told why', async (t) => {
  const redis = await startRedis({ test: t, settings: { maxclients: 12 } });
  const lifeguard = await watch(t, redis.url(), '[rules.pool_exhaustion]\nrecover_for = "1s"');
  await isUp(lifeguard);
  await redis.send('PING');
  const leaked = [];
  await until('nobody to be let in', async () => {
    try {
      leaked.push(await redis.client('leaky'));
      return false;
    } catch {
      return true;
    }
  });
  await metric(lifeguard, 'rejected_connections_total', {}, (value) => value >= 1);
  await metric(lifeguard, 'client_connections', { name: 'leaky', state: 'busy' }, (value) => value === leaked.length);
  const saturation = (await lifeguard.metrics()).value('lifeguard_pool_saturation_ratio', { target: 'cache', pool: 'clients' });
  assert.equal(saturation, 1);
  const full = await until('pool_exhaustion', async () =>
    (await lifeguard.api('incidents')).incidents.find(({ rule, state }) => rule === 'pool_exhaustion' && state === 'firing'));
  assert.match(full.summary, /^12 of 12 connections of the clients are taken \(100 %, limit: maxclients\)/);

  t.diagnostic(`while it is full: ${full.summary}; lifeguard_pool_saturation_ratio ${saturation}, ${leaked.length} clients named leaky`);
  const later = await runToEnd(['check', '-c', configFile(t, watching(redis.url()))]);
  t.diagnostic(`who comes later: ${later.stdout.split('\n').find((line) => line.includes('FAIL'))}`);
  assert.equal(later.code, 1);
  assert.match(later.stdout, /max number of clients reached; maxclients is used up, for Lifeguard too/);
  assert.equal((await cache(lifeguard)).up, true);
  await lifeguard.stop();
});

test('over TLS the certificate is checked, its end is told, and a refused one is explained', async (t) => {
  const redis = await startRedis({ test: t, tls: true });
  const { file } = redis.certificates;
  const url = (host) => `rediss://${host}:${redis.tlsPort}`;
  const ca = `tls_ca = "${file('ca.crt')}"`;
  const lifeguard = await watch(t, url('localhost'), ca);
  const ends = await metric(lifeguard, 'tls_certificate_expiry_timestamp_seconds', {}, (value) => value > 0);
  assert.ok(Math.abs(ends.value - Date.now() / 1000 - 20 * 86400) < 3600);
  await metric(lifeguard, 'latency_seconds', { op: 'tls' }, (value) => value > 0);

  const refused = async (where, more, pattern) => {
    lifeguard.configure(watching(where, more));
    lifeguard.reload();
    await down(lifeguard, pattern);
  };
  await refused(url('localhost'), '', /self-signed certificate in certificate chain; set tls_ca/);
  await metric(lifeguard, 'tls_certificate_expiry_timestamp_seconds', {}, (value) => value === ends.value);
  await refused(url('localhost'), `${ca}\ntls_server_name = "cache.example"`, /ostname mismatch; set tls_server_name/);
  await refused(`rediss://127.0.0.1:${redis.port}`, ca, /^no answer within 2\.0 s, connecting to 127\.0\.0\.1:\d+ over TLS, which a port in the clear never answers$/);
  await redis.send('CONFIG', 'SET', 'tls-auth-clients', 'yes');
  await refused(url('127.0.0.1'), ca, /(ertificate required.*|reset by peer); .*set tls_certificate and tls_key/);
  const own = `tls_certificate = "${file('client.crt')}"\ntls_key = "${file('client.key')}"`;
  await refused(url('127.0.0.1'), `${ca}\n${own.replace('client.key', 'nothing.key')}`, /tls_key .*nothing\.key cannot be used/);
  lifeguard.configure(watching(url('127.0.0.1'), `${ca}\n${own}`));
  lifeguard.reload();
  await isUp(lifeguard);
  await redis.send('CONFIG', 'SET', 'tls-cert-file', file('expired.crt'), 'tls-key-file', file('expired.key'));
  await refused(url('localhost'), `${ca}\n${own}`, /certificate has expired; renew the server's certificate/);
  await metric(lifeguard, 'tls_certificate_expiry_timestamp_seconds', {}, (value) => value <= Date.now() / 1000);
  await lifeguard.stop();
});

const MONITOR = ['resetkeys', 'resetchannels', '-@all', '+ping', '+hello', '+info', '+select', '+client|setname', '+client|list',
  '+slowlog|get', '+latency|histogram', '+memory|stats', '+cluster|info'];

test('a user with the smallest ACL sees everything, and reads its password anew when it was changed', async (t) => {
  const redis = await startRedis({ test: t });
  await redis.send('ACL', 'SETUSER', 'lifeguard', 'on', '>first', ...MONITOR);
  const password = path.join(redis.dir, 'password');
  fs.writeFileSync(password, 'first\n');
  const config = (more = '') => watching(redis.url('lifeguard'), `password_file = "${password}"\n${more}`);
  const check = await runToEnd(['check', '-c', configFile(t, config())]);
  assert.equal(check.code, 0, check.stdout);
  assert.match(check.stdout, /Redis 7\.0\.15, standalone, no replicas\n/);
  assert.match(check.stdout, /PING: (\d\.\d\d|\d+) ms/);
  assert.doesNotMatch(check.stdout, /FAIL|may not|PING: 0 ms/);

  const lifeguard = await startWatched(t, { config: config() });
  await metric(lifeguard, 'denied_commands', {}, (value) => value === 0);
  await redis.send('ACL', 'SETUSER', 'lifeguard', 'resetpass', '>second');
  await redis.send('CLIENT', 'KILL', 'USER', 'lifeguard');
  await down(lifeguard, /WRONGPASS invalid username-password pair or user is disabled.?; correct the user or the password/);
  const refusals = await field(redis, 'stats', 'acl_access_denied_auth');
  fs.writeFileSync(password, 'second\n');
  await isUp(lifeguard);
  assert.ok(Number(refusals ?? 0) <= 2, 'a refused password is not tried at every tick');
  await lifeguard.stop();
});

test('a command that the ACL denies is asked once, and check says which rule is missing', async (t) => {
  const redis = await startRedis({ test: t });
  const rules = MONITOR.filter((rule) => !['+client|list', '+slowlog|get'].includes(rule));
  await redis.send('ACL', 'SETUSER', 'lifeguard', 'on', '>pw', ...rules);
  const url = redis.url('lifeguard:pw');
  const check = await runToEnd(['check', '-c', configFile(t, watching(url, 'probe = "read-write"'))]);
  assert.equal(check.code, 1);
  assert.match(check.stdout, /FAIL  CLIENT LIST: user lifeguard may not; ACL SETUSER lifeguard \+client\|list/);
  assert.match(check.stdout, /run: ACL SETUSER lifeguard \+client\|list \+slowlog\|get ~lifeguard:probe:\* \+set \+get/);
  assert.match(check.stdout, /run: ACL SETUSER lifeguard on resetkeys .*~lifeguard:probe:\* \+set \+get/);

  await redis.send('CONFIG', 'RESETSTAT');
  const lifeguard = await watch(t, url, 'probe = "read-write"');
  const before = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => value > before + 15);
  await metric(lifeguard, 'error_replies_total', { error: 'NOPERM' }, (value) => value === 3);
  await metric(lifeguard, 'denied_commands', {}, (value) => value === 3);
  assert.equal((await part(lifeguard, 'clients')).success, false);
  assert.match((await part(lifeguard, 'probe')).error, /^SET lifeguard:probe:.*: NOPERM/);
  // Though it may not write, it goes on to PING.
  const pings = async () => Number(/calls=(\d+)/.exec(await field(redis, 'commandstats', 'cmdstat_ping'))[1]);
  const asked = await pings();
  await until('more PINGs', async () => (await pings()) > asked + 2);
  assert.equal((await cache(lifeguard)).up, true);
  await lifeguard.stop();
});

test('a replica tells of its master and refuses writes, and the master of its replica', async (t) => {
  const master = await startRedis({ test: t, settings: { 'repl-diskless-sync-delay': 0 } });
  const replica = await startRedis({ test: t, lines: [`replicaof 127.0.0.1 ${master.port}`] });
  const ofReplica = await watch(t, replica.url(), 'probe = "read-write"');
  const ofMaster = await watch(t, master.url());
  await metric(ofReplica, 'master_link_up', {}, (value) => value === 1);
  await metric(ofReplica, 'writes_refused', {}, (value) => value === 1);
  assert.equal((await cache(ofReplica)).availability, 'available');
  const looks = (await metric(ofReplica, 'commands_total', {}, () => true)).value;
  await metric(ofReplica, 'commands_total', {}, (value) => value > looks + 20);
  await metric(ofReplica, 'error_replies_total', { error: 'READONLY' }, (value) => value <= 2);
  await metric(ofReplica, 'writes_refused', {}, (value) => value === 1);
  const address = `127.0.0.1:${replica.port}`;
  await metric(ofMaster, 'replica_behind_bytes', { replica: address }, (value) => value >= 0);
  await metric(ofMaster, 'replica_last_heard_seconds', { replica: address }, (value) => value <= 2);
  await metric(ofMaster, 'connected_replicas', {}, (value) => value === 1);
  await master.down();
  await metric(ofReplica, 'master_link_up', {}, (value) => value === 0);
  await ofReplica.stop();
  await ofMaster.stop();
});

test('a sentinel tells of the masters that it watches', async (t) => {
  const master = await startRedis({ test: t });
  const sentinel = await startRedis({
    test: t,
    sentinel: true,
    lines: [`sentinel monitor shop 127.0.0.1 ${master.port} 1`, 'sentinel down-after-milliseconds shop 500'],
  });
  const lifeguard = await watch(t, sentinel.url());
  const labels = { master: 'shop', address: `127.0.0.1:${master.port}` };
  await metric(lifeguard, 'sentinel_master_ok', labels, (value) => value === 1);
  const { parts } = await cache(lifeguard);
  assert.deepEqual(parts.filter(({ success }) => !success), []);
  await master.down();
  await metric(lifeguard, 'sentinel_master_ok', labels, (value) => value === 0);
  await lifeguard.stop();
});

test('a node of a cluster tells of its slots, and the probe finds a key that the node has', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
  await redis.send('CLUSTER', 'ADDSLOTSRANGE', '0', '8000');
  const lifeguard = await watch(t, redis.url(), 'probe = "read-write"');
  await metric(lifeguard, 'cluster_ok', {}, (value) => value === 0);
  await metric(lifeguard, 'cluster_slots', { state: 'assigned' }, (value) => value === 8001);
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 1);
  await assert.rejects(redis.send('GET', 'order:1'), /CLUSTERDOWN/);
  assert.equal((await cache(lifeguard)).availability, 'unavailable');
  await redis.send('CLUSTER', 'ADDSLOTSRANGE', '8001', '16383');
  await metric(lifeguard, 'cluster_ok', {}, (value) => value === 1);
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 0);
  await metric(lifeguard, 'latency_seconds', { op: 'set' }, (value) => value > 0);
  await lifeguard.stop();
});

test('nodes that share the slots are each probed by a key of their own', async (t) => {
  const nodes = [];
  for (const slots of [['0', '8000'], ['8001', '16383']]) {
    const node = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
    await node.send('CLUSTER', 'ADDSLOTSRANGE', ...slots);
    nodes.push(node);
  }
  await nodes[0].send('CLUSTER', 'MEET', '127.0.0.1', nodes[1].port, nodes[1].clusterPort);
  for (const node of nodes) {
    await until('the cluster to be whole', async () => /cluster_state:ok/.test(await node.send('CLUSTER', 'INFO')), { within: 30_000 });
  }
  let moved = 0;
  for (const node of nodes) {
    const lifeguard = await watch(t, node.url(), 'probe = "read-write"');
    await metric(lifeguard, 'latency_seconds', { op: 'get' }, (value) => value > 0);
    await metric(lifeguard, 'writes_refused', {}, (value) => value === 0);
    assert.equal((await part(lifeguard, 'probe')).success, true);
    moved += Number(/count=(\d+)/.exec((await field(node, 'errorstats', 'errorstat_MOVED')) ?? '')?.[1] ?? 0);
    await lifeguard.stop();
  }
  assert.ok(moved > 0, 'the key of one of them was on the other');
});

test('the replica of a cluster\'s node, which sends every write away, is asked so once and then seldom', async (t) => {
  const master = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
  const replica = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
  await master.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await replica.send('CLUSTER', 'MEET', '127.0.0.1', master.port, master.clusterPort);
  const id = await master.send('CLUSTER', 'MYID');
  await until('the replica to know its master', () => replica.send('CLUSTER', 'REPLICATE', id), { within: 30_000 });
  await until('the replica to follow', async () => (await field(replica, 'replication', 'master_link_status')) === 'up', { within: 30_000 });
  const lifeguard = await watch(t, replica.url(), 'probe = "read-write"');
  await metric(lifeguard, 'writes_refused', {}, (value) => value === 1);
  const looks = (await metric(lifeguard, 'commands_total', {}, () => true)).value;
  await metric(lifeguard, 'commands_total', {}, (value) => value > looks + 30);
  await metric(lifeguard, 'error_replies_total', { error: 'MOVED' }, (value) => value <= 2);
  const { availability, parts } = await cache(lifeguard);
  assert.equal(availability, 'available');
  assert.deepEqual(parts.filter(({ success }) => !success), []);
  await lifeguard.stop();
});

test('after CONFIG RESETSTAT nothing is negative, nothing jumps, and the latencies are of what came since', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, redis.url(), 'probe = "read-write"');
  const app = await redis.client('checkout');
  await app.send('SET', 'a', '1');
  const load = (calls) => Promise.all(Array.from({ length: calls }, () => app.send('GET', 'a')));
  const calls = async () => (await lifeguard.metrics()).value('lifeguard_redis_command_calls_total', { command: 'get' });
  await load(2000);
  await until('the calls to be seen', async () => (await calls()) >= 2000);
  const seen = [];
  for (const more of [500, 3000, 0]) {
    await redis.send('CONFIG', 'RESETSTAT');
    await load(more);
    const anew = Number(await field(redis, 'stats', 'total_commands_processed'));
    await metric(lifeguard, 'commands_total', {}, (value) => value >= anew && value < anew + 100);
    await metric(lifeguard, 'commands_total', {}, (value) => value > anew + 10);
    const page = await lifeguard.metrics();
    for (const name of page.names().filter((each) => each.startsWith('lifeguard_redis_'))) {
      for (const { labels, value } of page.samples(name)) assert.ok(!(value < 0), `${name} ${JSON.stringify(labels)} is ${value}`);
    }
    seen.push({
      more,
      p99: page.value('lifeguard_redis_command_latency_seconds', { command: 'get', quantile: '0.99' }),
      ratio: page.value('lifeguard_redis_hit_ratio'),
    });
  }
  assert.ok(seen.some(({ more, p99 }) => more === 3000 && p99 !== undefined), 'the most calls have a p99');
  for (const { p99, ratio } of seen) {
    assert.ok(p99 === undefined || (p99 > 0 && p99 < 1), `p99 is ${p99}`);
    assert.ok(ratio === undefined || Number.isNaN(ratio) || (ratio >= 0 && ratio <= 1), `the hit ratio is ${ratio}`);
  }
  assert.deepEqual((await lifeguard.api('incidents')).incidents, []);
  assert.equal((await metric(lifeguard, 'restarts_total', {}, () => true)).value, 0);
  await lifeguard.stop();
});

test('a unix socket is watched too', async (t) => {
  const redis = await startRedis({ test: t });
  const lifeguard = await watch(t, `unix://${redis.socket}`);
  await metric(lifeguard, 'latency_seconds', { op: 'ping' }, (value) => value > 0);
  await redis.down();
  await down(lifeguard, /redis\.sock: .*is Redis running/);
  await lifeguard.stop();
});

test('slow commands are counted one by one, and those that nobody saw too', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'slowlog-log-slower-than': 0, 'slowlog-max-len': 128 } });
  const lifeguard = await watch(t, redis.url());
  const seen = (await metric(lifeguard, 'slow_commands_total', {}, (value) => value > 5)).value;
  const app = await redis.client('checkout');
  await Promise.all(Array.from({ length: 1000 }, (_, i) => app.send('SET', `user:${i}`, 'secret')));
  await metric(lifeguard, 'slow_commands_total', {}, (value) => value > seen + 100);
  await metric(lifeguard, 'slow_commands_lost_total', {}, (value) => value > 500);
  await lifeguard.stop();
});
