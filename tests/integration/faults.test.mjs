import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';

import { QUICK_RULES, leak, receivers, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { freePort } from './harness/free_port.mjs';
import { until } from './harness/until.mjs';

const isUp = (lifeguard, up, name = 'main') =>
  until(`${name} to be ${up ? 'up' : 'down'}`, async () => (await health(lifeguard, name)).up === up, { within: 20_000 });
const health = async (lifeguard, name = 'main') =>
  (await lifeguard.api('health')).targets.find(({ target: each }) => each === name) ?? {};

test('a server that is down at the start is told, and watched once it is up', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await postgres.down();
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  const down = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('target_down'));
  assert.match(down.body, /connection .*refused/i);
  assert.equal((await lifeguard.get('/readyz')).status, 200);
  await postgres.up();
  await isUp(lifeguard, true);
  await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'resolved', 20_000);
  await lifeguard.stop();
});

test('a hung server freezes its incidents: none is resolved, none is opened but target_down', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  postgres.pause();
  await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('target_down'), 20_000);
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(
    incidents.map(({ rule, state }) => `${rule} ${state}`).sort(),
    ['connection_leak unknown', 'target_down firing'],
  );
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_target_up', { target: 'main' }), 0);
  assert.equal(metrics.samples('lifeguard_pg_sessions').length, 0);
  assert.equal(metrics.value('lifeguard_collect_success', { part: 'activity' }), 0);

  postgres.resume();
  await isUp(lifeguard, true);
  await until('the leak to be seen again', async () => {
    const page = await lifeguard.api('incidents');
    return page.incidents.some(({ rule, state }) => rule === 'connection_leak' && state === 'firing');
  });
  const about = receiver.requests.filter(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  assert.equal(about.length, 1);
  await lifeguard.stop();
});

test('a restarted server is watched on, with one new connection', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await isUp(lifeguard, true);
  const before = (await lifeguard.metrics()).value('lifeguard_pg_start_time_seconds');
  await postgres.restart();
  await until('the new server', async () => (await lifeguard.metrics()).value('lifeguard_pg_start_time_seconds') > before, {
    within: 20_000,
  });
  // The survey of the new server's databases comes and goes.
  await until('one connection to stay', async () => {
    const [{ n }] = await postgres.sql("select count(*)::int as n from pg_stat_activity where application_name = 'lifeguard'");
    return n === 1;
  });
  await lifeguard.stop();
});

test('behind a lock on a catalogue nothing of ours waits: the part fails, says so, and no second connection comes', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await until('the databases to be looked into', async () => (await health(lifeguard)).parts.some(({ part }) => part === 'databases'));
  const own = () => postgres.sql("select pid from pg_stat_get_activity(null) where application_name = 'lifeguard'");
  const watcher = await postgres.session();
  const locker = await postgres.session();
  await locker.query('begin; lock table pg_database in access exclusive mode');
  const failed = await until('the part to fail', async () => {
    const part = (await health(lifeguard)).parts.find(({ part: name }) => name === 'activity');
    return !part.success && part;
  });
  assert.match(failed.error, /activity: canceling statement due to lock timeout/);
  const { rows: waiting } = await watcher.query(
    `select clock_timestamp() - waitstart > interval '300 ms' as too_long, l.pid from pg_locks l
     where not granted and clock_timestamp() - waitstart > interval '300 ms'`,
  );
  assert.deepEqual(waiting, []);
  await locker.query('rollback');
  await isUp(lifeguard, true);
  assert.equal((await own()).length, 1);
  await lifeguard.stop();
});

test('a server that refuses because it is full is said to be full', async (t) => {
  const postgres = await startShop(t, { config: { max_connections: 6, superuser_reserved_connections: 3 } });
  for (let i = 0; i < 3; ++i) await postgres.session('shop', 'shop');
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await isUp(lifeguard, false);
  assert.match((await health(lifeguard)).error, /remaining connection slots are reserved.*no slot left/);
  await lifeguard.stop();
});

test('a wrong password is not tried again and again; a rotated one is taken up at once', async (t) => {
  const postgres = await startShop(t, { hba: ['host all lifeguard 127.0.0.1/32 scram-sha-256'], config: { log_connections: 'on' } });
  await postgres.sql("alter role lifeguard password 'new'");
  const file = `${postgres.dir}/password`;
  fs.writeFileSync(file, 'old\n');
  const lifeguard = await startWatched(t, { config: target(postgres, { more: `password_file = "${file}"` }) });
  await isUp(lifeguard, false);
  assert.match((await health(lifeguard)).error, /password authentication failed.*correct the password/);
  const asked = () => postgres.log().match(/password authentication failed/g).length;
  await until('target_down to fire', async () => (await health(lifeguard)).incidents.some(({ rule }) => rule === 'target_down'));
  assert.equal(asked(), 1);
  fs.writeFileSync(file, 'new\n');
  await isUp(lifeguard, true);

  // Rotated while connected: the next login must use what the file says then.
  await postgres.sql("alter role lifeguard password 'newer'");
  fs.writeFileSync(file, 'newer\n');
  await postgres.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lifeguard'");
  await until('a new connection', async () => {
    const own = await postgres.sql("select pid from pg_stat_activity where application_name = 'lifeguard'");
    return own.length === 1 && (await health(lifeguard)).up;
  });
  assert.doesNotMatch(lifeguard.logs(), /newer/);
  await lifeguard.stop();
});

test('a role without pg_monitor is told, its silence is not taken for health, and the others go on', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres);
  await postgres.sql('create role blind login');
  const lifeguard = await startWatched(t, {
    config: target(postgres, { name: 'blind', role: 'blind' }) + target(postgres) + receivers(receiver),
  });
  const limited = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('limited_visibility'));
  assert.match(limited.body, /GRANT pg_monitor TO blind;/);
  await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_pg_visibility', { target: 'blind' }), 0);
  assert.equal(metrics.value('lifeguard_pg_visibility', { target: 'main' }), 1);
  assert.equal(metrics.value('lifeguard_pg_oldest_transaction_age_seconds', { target: 'blind' }), undefined);

  await postgres.sql('grant pg_monitor to blind');
  await receiver.waitFor(({ path, json, body }) => path === '/hook' && json.status === 'resolved' && body.includes('limited_visibility'), 20_000);
  await lifeguard.stop();
});

test('rights taken away make a leak unknown, not resolved', async (t) => {
  const postgres = await startShop(t);
  await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  const state = async () => (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'connection_leak')?.state;
  await until('the leak', async () => (await state()) === 'firing');
  await postgres.sql('revoke pg_monitor from lifeguard');
  await until('the leak to be unknown', async () => (await state()) === 'unknown', { within: 20_000 });
  await lifeguard.stop();
});

test('a target that cannot be reached does not hold up another', async (t) => {
  const postgres = await startShop(t);
  const nobody = await freePort();
  const elsewhere = `[[postgres]]\nname = "gone"\ndsn = "postgresql://x@127.0.0.1:${nobody}/x"\n`;
  const lifeguard = await startWatched(t, { config: elsewhere + target(postgres) });
  await isUp(lifeguard, true);
  await isUp(lifeguard, false, 'gone');
  await lifeguard.stop();
});

test('of several hosts the first that will have us is taken, and a writable one may be asked for', async (t) => {
  const postgres = await startShop(t);
  const nobody = await freePort();
  const hosts = (attributes) => `[[postgres]]
name = "main"
dsn = "postgresql://lifeguard@127.0.0.1:${nobody},127.0.0.1:${postgres.port}/shop?target_session_attrs=${attributes}"
`;
  const lifeguard = await startWatched(t, { config: hosts('read-write') });
  await isUp(lifeguard, true);
  lifeguard.configure(hosts('standby'));
  lifeguard.reload();
  await isUp(lifeguard, false);
  assert.match((await health(lifeguard)).error, new RegExp(`port ${nobody} failed.*port ${postgres.port} failed: server is not in hot standby`));
  await lifeguard.stop();
});

test('a host that accepts and never answers is passed over for the next one', async (t) => {
  const postgres = await startShop(t);
  const silent = net.createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => silent.close());
  const config = `[[postgres]]
name = "main"
dsn = "postgresql://lifeguard@127.0.0.1:${silent.address().port},127.0.0.1:${postgres.port}/shop"
timeout = "1s"
`;
  const lifeguard = await startWatched(t, { config });
  await isUp(lifeguard, true);
  assert.match(lifeguard.logs(), /no answer within 1\.0 s, connecting to 127\.0\.0\.1:\d+,127\.0\.0\.1:\d+/);
  await lifeguard.stop();
});

test('a statement that is refused at first is tried again, and costs the other parts nothing', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('revoke select on pg_stat_database from public', [], 'shop');
  const lifeguard = await startWatched(t, { config: target(postgres) });
  const part = async (name) => (await health(lifeguard)).parts?.find(({ part: each }) => each === name);
  await until('the part to be refused', async () => /databases: permission denied/.test((await part('server'))?.error));
  assert.equal((await health(lifeguard)).up, true);
  assert.equal((await part('activity')).success, true);
  await postgres.sql('grant select on pg_stat_database to public', [], 'shop');
  await until('the part to be collected', async () => (await part('server')).success);
  assert.equal(lifeguard.logs().match(/databases: permission denied/g).length, 1);
  await lifeguard.stop();
});

test('a reader of sessions that is refused is a target that cannot be watched, without a pause', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await postgres.sql('revoke execute on function pg_stat_get_activity(int) from public', [], 'shop');
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  const down = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('target_down'));
  assert.match(down.body, /cannot be watched: activity: permission denied/);
  assert.doesNotMatch(lifeguard.logs(), /answers again/);
  await lifeguard.stop();
});

test('a target that points elsewhere after a reload is another one: its incidents are closed, and say why', async (t) => {
  const [one, other] = [await startShop(t), await startShop(t)];
  const receiver = await startReceivers(t);
  await leak(one);
  const lifeguard = await startWatched(t, { config: target(one) + receivers(receiver) });
  await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  lifeguard.configure(QUICK_RULES + target(other) + receivers(receiver));
  lifeguard.reload();
  const closed = await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'resolved');
  assert.match(closed.body, /no longer watched, not because it is over/);
  await lifeguard.stop();
});

test('a reload while a server is down forgets nothing of it', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await isUp(lifeguard, true);
  await postgres.down();
  await isUp(lifeguard, false);
  const before = await health(lifeguard);
  assert.equal((await lifeguard.get('/-/reload', { method: 'POST' })).status, 200);
  await until('another attempt', async () => /reloaded/.test(lifeguard.logs()));
  const after = await health(lifeguard);
  assert.equal(after.last_success, before.last_success);
  assert.equal(after.backend, before.backend);
  await lifeguard.stop();
});

test('for goes on over a restart, also where the database does not say since when', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('alter role shop connection limit 1');
  await postgres.session('shop', 'shop');
  const patient = QUICK_RULES + '\n[rules.pool_exhaustion]\nfor = "6s"\n';
  const lifeguard = await startWatched(t, { config: target(postgres) });
  lifeguard.configure(patient + target(postgres));
  const state = async () => (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'pool_exhaustion');
  await lifeguard.stop();
  await lifeguard.start();
  const { since } = await until('it to be pending', state);
  await lifeguard.kill9();
  await lifeguard.start();
  await until('it to fire', async () => (await state())?.state === 'firing', { within: 20_000 });
  assert.equal((await state()).since, since);
  await lifeguard.stop();
});

test('a promotion is noticed without a new connection', async (t) => {
  const postgres = await startShop(t);
  await postgres.down();
  fs.writeFileSync(`${postgres.dir}/data/standby.signal`, '');
  const { uid, gid } = fs.statSync(postgres.dir);
  fs.chownSync(`${postgres.dir}/data/standby.signal`, uid, gid);
  await postgres.up();
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await isUp(lifeguard, true);
  assert.match((await health(lifeguard)).backend, /\/standby\//);
  await postgres.sql('select pg_promote()');
  await until('the primary', async () => (await lifeguard.metrics()).value('lifeguard_pg_in_recovery') === 0);
  assert.doesNotMatch((await health(lifeguard)).backend, /standby/);
  await lifeguard.stop();
});

test('without a state directory that can be written everything goes on in memory and says so', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres);
  const lifeguard = await startWatched(t, {
    config: target(postgres) + receivers(receiver),
    agent: { state_dir: '/proc/nowhere' },
  });
  await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  const page = await lifeguard.api('health');
  assert.equal(page.state_durable, false);
  assert.match(page.state_trouble, /\/proc\/nowhere/);
  assert.match(lifeguard.logs(), /\/proc\/nowhere/);
  assert.equal((await lifeguard.metrics()).value('lifeguard_state_durable'), 0);
  await lifeguard.stop();
});

test('a good new config is taken up by SIGHUP and by POST, a bad one is refused and the old one stays', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  await isUp(lifeguard, true);
  lifeguard.configure(QUICK_RULES + target(postgres, { name: 'renamed' }));
  lifeguard.reload();
  await isUp(lifeguard, true, 'renamed');
  assert.deepEqual((await lifeguard.api('health')).targets.map(({ target: name }) => name), ['renamed']);

  lifeguard.configure('[[postgres]]\nnmae = "x"\n');
  const refused = await lifeguard.get('/-/reload', { method: 'POST' });
  assert.equal(refused.status, 400);
  assert.match(refused.body, /unknown key .*nmae.*did you mean .*name/);
  let metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_config_reload_success'), 0);
  assert.equal((await health(lifeguard, 'renamed')).up, true);

  lifeguard.configure(QUICK_RULES + target(postgres));
  assert.equal((await lifeguard.get('/-/reload', { method: 'POST' })).status, 200);
  await isUp(lifeguard, true);
  metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_config_reload_success'), 1);
  await lifeguard.stop();
});

test('POST /-/quit ends it as SIGTERM does', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  assert.equal((await lifeguard.get('/-/quit', { method: 'POST' })).status, 200);
  assert.equal((await lifeguard.whenEnded).code, 0);
});

test('it ends within two seconds while a server hangs and a receiver never answers', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  receiver.answer = () => new Promise(() => {});
  await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  await receiver.waitFor(({ path }) => path === '/hook');
  postgres.pause();
  await lifeguard.stop();
  postgres.resume();
});

test('texts of a database with another encoding cost nothing, seen from a database that cannot show them', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql("create database old encoding 'WIN1252' template template0 lc_collate 'C' lc_ctype 'C'");
  await leak(postgres, { application: 'tokyo', statement: "select 'Ðíáť 東京' as city" });
  const config = target(postgres).replace('/shop"', '/old"');
  const lifeguard = await startWatched(t, { config });
  const leaked = await until('the leak', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find(({ rule }) => rule === 'connection_leak');
  });
  assert.match(leaked.evidence[0]['last query'], /^select \$1 as city$/);
  await isUp(lifeguard, true);
  await lifeguard.stop();
});
