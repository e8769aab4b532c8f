import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configFile } from './harness/config_file.mjs';
import { eavesdrop } from './harness/eavesdropper.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startPgBouncer } from './harness/pgbouncer.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

const QUICK = `
[rules.pool_exhaustion]
wait = "500ms"
recover_for = "1s"

[rules.pgbouncer_stalled]
warning = "500ms"
clear = "500ms"
recover_for = "1s"

[rules.pgbouncer_config]
recover_for = "1s"
`;

const watching = (bouncer, { role = 'stats', port = bouncer.port, more = '' } = {}) => `
[[pgbouncer]]
name = "bouncer"
dsn = "host=127.0.0.1 port=${port} user=${role}"
interval = "200ms"
timeout = "2s"
${more}
`;

async function startPooledShop(t, options = {}) {
  const postgres = await startShop(t);
  await postgres.sql('create role report login; grant all on database shop to report');
  return { postgres, bouncer: await startPgBouncer({ test: t, postgres, ...options }) };
}

const watch = (t, config) => startWatched(t, { config: QUICK + config });

/** Takes a connection of the pool and keeps it. */
async function hold(bouncer, application = 'checkout') {
  const client = await bouncer.session('shop', 'shop', application);
  await client.query('begin');
  return client;
}

/** Asks for a connection; what becomes of it shows later. */
async function wait(bouncer, application = 'cart') {
  const client = await bouncer.session('shop', 'shop', application);
  return { client, answer: client.query('select 1').catch((error) => error) };
}

function incident(lifeguard, rule, state = 'firing', where = () => true) {
  return until(`an incident of ${rule}, ${state}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    const found = incidents.find((each) => each.rule === rule && each.state === state && where(each));
    return found ?? assert.fail(JSON.stringify(incidents.map(({ rule, key, state, summary }) => ({ rule, key, state, summary }))));
  });
}

const metric = (lifeguard, name, labels, fits) =>
  until(`${name} ${JSON.stringify(labels)}`, async () => {
    const value = (await lifeguard.metrics()).value(name, { target: 'bouncer', ...labels });
    return value !== undefined && fits(value) ? { value } : assert.fail(`is ${value}`);
  });

test('clients that wait for a full pool are seen, counted while they wait, and told with the limit that binds', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const lifeguard = await watch(t, watching(bouncer));
  const holders = [await hold(bouncer), await hold(bouncer)];
  const waiters = await Promise.all([1, 2, 3].map(() => wait(bouncer)));
  const pool = { pool: 'shop/shop' };

  const full = await incident(lifeguard, 'pool_exhaustion');
  assert.equal(full.severity, 'critical');
  assert.match(full.summary, /^2 of 2 connections of the pool shop\/shop are taken \(100 %, limit: default_pool_size\), and 3 wait for one, the longest for /);
  assert.match(full.remedy, /^Raise default_pool_size \(now 2\), or give shop a pool_size/);
  assert.equal(full.evidence[0].client, 'checkout');
  assert.equal(full.evidence[0]['connections held'], '2');
  assert.equal(full.evidence[1].waiting, '3');

  await metric(lifeguard, 'lifeguard_pool_waiting', pool, (value) => value === 3);
  await metric(lifeguard, 'lifeguard_pool_limit', pool, (value) => value === 2);
  await metric(lifeguard, 'lifeguard_pool_connections', { ...pool, state: 'used' }, (value) => value === 2);
  await metric(lifeguard, 'lifeguard_pgbouncer_longest_wait_seconds', {}, (value) => value > 0.5);
  const seconds = await metric(lifeguard, 'lifeguard_pool_wait_seconds_total', pool, (value) => value > 1.5);
  const ended = (await lifeguard.metrics()).value('lifeguard_pgbouncer_client_wait_seconds_total', { database: 'shop' });
  assert.ok(ended < 0.5, `PgBouncer itself has counted ${ended} s of ${seconds.value}`);

  for (const holder of holders) await holder.query('commit');
  for (const { answer } of waiters) assert.equal((await answer).rowCount, 1);
  await incident(lifeguard, 'pool_exhaustion', 'resolved');
  await metric(lifeguard, 'lifeguard_pgbouncer_client_wait_seconds_total', { database: 'shop' }, (value) => value > 1.5);
  await lifeguard.stop();
});

test('in session mode an idle client keeps its connection, and clients that never leave are worth knowing', async (t) => {
  const { bouncer } = await startPooledShop(t, { settings: { pool_mode: 'session' } });
  const lifeguard = await watch(t, watching(bouncer));
  for (const client of [await bouncer.session(), await bouncer.session()]) await client.query('select 1');
  await wait(bouncer);
  const full = await incident(lifeguard, 'pool_exhaustion');
  assert.match(full.summary, /^2 of 2 connections of the pool shop\/shop are taken .* and 1 waits for one/);
  const remark = await incident(lifeguard, 'pgbouncer_config');
  assert.equal(remark.key, 'client_idle_timeout');
  assert.equal(remark.severity, 'info');
  await lifeguard.stop();
});

test('a limit that two pools share is named when it binds', async (t) => {
  const { bouncer } = await startPooledShop(t, { databases: { shop: 'max_db_connections=2' }, settings: { default_pool_size: 5 } });
  const lifeguard = await watch(t, watching(bouncer));
  await hold(bouncer);
  await (await bouncer.session('report', 'shop', 'nightly')).query('begin');
  await wait(bouncer);
  const full = await incident(lifeguard, 'pool_exhaustion');
  assert.equal(full.key, 'database shop');
  assert.match(full.summary, /limit: max_db_connections of shop\), and 1 waits/);
  await lifeguard.stop();
});

test('nothing is said at start but user, database and application_name, and never SHOW FDS', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const spy = await eavesdrop(t, bouncer.port);
  const config = watching(bouncer, { port: spy.port }).replace('user=', "options='-c jit=off' target_session_attrs=read-write user=");
  const { code, stdout } = await runToEnd(['once', '-c', configFile(t, config), '--format', 'json']);
  assert.equal(code, 0, stdout);
  const start = spy.said.slice(spy.said.indexOf('user\0'), spy.said.indexOf('Q\0'));
  assert.deepEqual(start.split('\0').filter(Boolean), ['user', 'stats', 'database', 'pgbouncer', 'application_name', 'lifeguard']);
  const asked = [...spy.said.matchAll(/SHOW (\w+)/g)].map(([, what]) => what);
  assert.deepEqual([...new Set(asked)].sort(), ['CLIENTS', 'CONFIG', 'DATABASES', 'LISTS', 'POOLS', 'SERVERS', 'STATE', 'STATS_TOTALS', 'USERS']);
  // Two collections over one connection: this version has no STATE, and is asked for it once.
  assert.equal(asked.filter((what) => what === 'STATE').length, 1);
  assert.equal(asked.filter((what) => what === 'POOLS').length, 2);
});

test('each SHOW fails alone, and what it was needed for is unknown, not over', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const spy = await eavesdrop(t, bouncer.port);
  const lifeguard = await watch(t, watching(bouncer, { port: spy.port }));
  await hold(bouncer);
  await hold(bouncer);
  await wait(bouncer);
  await incident(lifeguard, 'pool_exhaustion');

  spy.alter = (text) => text.replace('SHOW CLIENTS', 'SHOW CLOENTS');
  await metric(lifeguard, 'lifeguard_collect_success', { part: 'clients' }, (value) => value === 0);
  await metric(lifeguard, 'lifeguard_pool_waiting', { pool: 'shop/shop' }, (value) => value === 1);
  assert.equal((await lifeguard.metrics()).value('lifeguard_target_up', { target: 'bouncer' }), 1);
  assert.equal((await incident(lifeguard, 'pool_exhaustion')).severity, 'critical');

  spy.alter = (text) => text.replace('SHOW CONFIG', 'SHOW CONFOG');
  await incident(lifeguard, 'pool_exhaustion', 'unknown');
  const parts = await until('clients to be listed again', async () => {
    const { targets } = await lifeguard.api('health');
    const parts = Object.fromEntries(targets[0].parts.map((part) => [part.part, part]));
    return parts.clients.success && parts;
  });
  assert.match(parts.config.error, /^SHOW CONFIG: invalid command/);
  spy.alter = (text) => text;
  await incident(lifeguard, 'pool_exhaustion');
  await lifeguard.stop();
});

test('a user without rights is told what to put into pgbouncer.ini, and that is enough', async (t) => {
  const { bouncer, postgres } = await startPooledShop(t);
  const check = (config) => runToEnd(['check', '-c', configFile(t, config)]);
  const refused = await check(watching(bouncer, { role: 'guest' }));
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /FAIL .*not allowed; .* add this user to stats_users there, and RELOAD/);

  bouncer.configure({ shop: '' }, { stats_users: 'stats, guest' });
  await bouncer.console('RELOAD');
  const well = await check(watching(bouncer, { role: 'guest' }));
  assert.equal(well.code, 0, well.stdout);
  assert.match(well.stdout, /ok {4}PgBouncer 1\./);
  assert.match(well.stdout, /ok {4}files: up to \d+ open at once/);

  assert.match((await check(watching(bouncer, { role: 'nobody' }))).stdout, /FAIL .*add this user to the file that auth_file names/);
  assert.match((await check(watching(postgres))).stdout, /FAIL .*this is PostgreSQL itself; point the dsn at PgBouncer's port/);
});

test('PGBOUNCER_URL alone is enough, the app\'s own database in it or not', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const home = temporaryDirectory('empty');
  t.after(() => home.remove());
  const { code, stdout, stderr } = await runToEnd(['once'], { env: { PGBOUNCER_URL: `${bouncer.dsn('stats', 'shop')}?schema=public` }, cwd: home.path });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^pgbouncer \(pgbouncer\): up$/m);
});

test('a restart is seen and makes no spike; a PgBouncer that hangs or is killed is down until it is back', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const lifeguard = await watch(t, watching(bouncer));
  for (let i = 0; i < 50; ++i) await (await bouncer.session()).query('select 1');
  await metric(lifeguard, 'lifeguard_pgbouncer_queries_total', { database: 'shop' }, (value) => value >= 50);

  await bouncer.restart('SIGKILL');
  await (await bouncer.session()).query('select 1');
  await metric(lifeguard, 'lifeguard_pgbouncer_restarts_total', {}, (value) => value === 1);
  await metric(lifeguard, 'lifeguard_target_up', {}, (value) => value === 1);
  assert.ok((await lifeguard.metrics()).value('lifeguard_pool_wait_seconds_total', { pool: 'shop/shop' }) < 1);

  bouncer.pause();
  assert.match((await incident(lifeguard, 'target_down')).summary, /took longer than 2\.0 s, waiting for the console's answer|2\.0 s/);
  bouncer.resume();
  await incident(lifeguard, 'target_down', 'resolved');
  await bouncer.down('SIGKILL');
  assert.match((await incident(lifeguard, 'target_down')).summary, /refused|broke|closed/);
  await bouncer.up();
  await metric(lifeguard, 'lifeguard_target_up', {}, (value) => value === 1);
  await lifeguard.stop();
});

test('a PAUSE that keeps clients waiting is told, of one database or of all, with what ends it', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const lifeguard = await watch(t, watching(bouncer));
  await (await bouncer.session()).query('select 1');
  await bouncer.console('PAUSE shop');
  await metric(lifeguard, 'lifeguard_pgbouncer_database_paused', { database: 'shop' }, (value) => value === 1);
  const first = await wait(bouncer);
  const paused = await incident(lifeguard, 'pgbouncer_stalled');
  assert.match(paused.summary, /^1 client waits for the pool shop\/shop, .*: the database is paused$/);
  assert.match(paused.remedy, /^RESUME shop;/);
  await bouncer.console('RESUME shop');
  assert.equal((await first.answer).rowCount, 1);
  await incident(lifeguard, 'pgbouncer_stalled', 'resolved');

  await bouncer.console('PAUSE');
  const second = await wait(bouncer);
  assert.match((await incident(lifeguard, 'pgbouncer_stalled')).summary, /or PgBouncer is paused as a whole$/);
  await bouncer.console('RESUME');
  assert.equal((await second.answer).rowCount, 1);
  await lifeguard.stop();
});

test('a server that is gone behind PgBouncer is told by the clients that wait for it', async (t) => {
  const { bouncer, postgres } = await startPooledShop(t);
  const lifeguard = await watch(t, watching(bouncer));
  const client = await bouncer.session();
  await client.query('select 1');
  postgres.pause();  // connections stay open, and nobody answers
  await bouncer.console('RECONNECT shop');
  client.query('select 1').catch(() => {});
  const stalled = await incident(lifeguard, 'pgbouncer_stalled');
  assert.match(stalled.summary, new RegExp(`127\\.0\\.0\\.1:${postgres.port} does not answer or refuses PgBouncer's logins`));
  postgres.resume();
  await incident(lifeguard, 'pgbouncer_stalled', 'resolved');
  await lifeguard.stop();
});

test('after a RELOAD with other names the old pool ends and the new one is watched', async (t) => {
  const { bouncer } = await startPooledShop(t);
  const lifeguard = await watch(t, watching(bouncer));
  const holders = [await hold(bouncer), await hold(bouncer)];
  const waiter = await wait(bouncer);
  await incident(lifeguard, 'pool_exhaustion');

  bouncer.configure({ store: 'dbname=shop pool_size=1' }, { default_pool_size: 9 });
  await bouncer.console('RELOAD');
  await Promise.allSettled(holders.map((holder) => holder.end()));
  await waiter.answer;
  await waiter.client.end().catch(() => {});
  await incident(lifeguard, 'pool_exhaustion', 'resolved');
  const client = await bouncer.session('shop', 'store');
  await client.query('begin');
  await metric(lifeguard, 'lifeguard_pool_limit', { pool: 'store/shop' }, (value) => value === 1);
  await metric(lifeguard, 'lifeguard_pool_connections', { pool: 'store/shop', state: 'used' }, (value) => value === 1);
  await lifeguard.stop();
});

test('settings that hurt are told', async (t) => {
  const { bouncer, postgres } = await startPooledShop(t, { settings: { query_wait_timeout: 0 } });
  await (await bouncer.session()).query('select 1');
  const lifeguard = await watch(t, target(postgres) + watching(bouncer, { more: 'postgres = "main"' }));
  const endless = await incident(lifeguard, 'pgbouncer_config', 'firing', ({ key }) => key === 'query_wait_timeout');
  assert.match(endless.remedy, /^Set query_wait_timeout, for example to 30, in pgbouncer\.ini, and RELOAD/);

  await bouncer.console('SET query_wait_timeout = 30');
  await incident(lifeguard, 'pgbouncer_config', 'resolved', ({ key }) => key === 'query_wait_timeout');
  const { sessions, unknown } = await lifeguard.api('sessions');
  assert.ok(sessions.length > 0);
  assert.deepEqual(unknown, []);
  await lifeguard.stop();
});
