import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';

import { startApp } from './harness/apps.mjs';
import { configFile } from './harness/config_file.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startPgBouncer } from './harness/pgbouncer.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const QUICK = `
[rules.pool_budget]
recover_for = "1s"
`;

const watchedBouncer = (bouncer) => `
[[pgbouncer]]
name = "bouncer"
dsn = "host=127.0.0.1 port=${bouncer.port} user=stats"
postgres = "main"
interval = "200ms"
timeout = "2s"
`;

const watchedApp = (app, more = 'application = "checkout"') => `
[[app_pool]]
name = "checkout"
url = "${app.url}"
postgres = "main"
interval = "200ms"
${more}
`;

/** The app's pool of five, through a PgBouncer of that mode when there is one, and the agent that watches all. */
async function startLayers(t, { mode, more, pool = { max: 5 }, bouncerSettings = {} } = {}) {
  const postgres = await startShop(t);
  const settings = { pool_mode: mode, default_pool_size: 10, ...bouncerSettings };
  const bouncer = mode && (await startPgBouncer({ test: t, postgres, settings }));
  const dsn = mode ? bouncer.dsn('shop', 'shop') : postgres.dsn('shop', 'shop');
  const app = await startApp({ test: t, kind: 'node-pg', dsn, pool });
  const config = target(postgres) + (mode ? watchedBouncer(bouncer) : '') + watchedApp(app, more);
  const lifeguard = await startWatched(t, { config: QUICK + config });
  return { postgres, bouncer, app, lifeguard, config };
}

/** What /api/pools says of the app, once `fits` holds. */
const joined = (lifeguard, what, fits) =>
  until(what, async () => {
    const page = await lifeguard.api('pools');
    const app = page.app_pools.find((each) => each.target === 'checkout');
    return (app && fits(app) && { ...app, page }) || assert.fail(JSON.stringify(page.app_pools.map(({ says }) => says)));
  });

const ends = (works) => (app) => app.says.endsWith(works);

/** Statements that get no connection, and wait until the app ends. */
const wait = (app, n) => app.work(n).catch(() => {});

test('session mode: the pool is full, nobody waits at PgBouncer, nobody works: nine connections are out and idle', async (t) => {
  const { app, lifeguard } = await startLayers(t, { mode: 'session', pool: { max: 10 } });
  const pids = await app.leak(9);
  const work = app.work(1, 600).catch(() => {});
  wait(app, 12);
  const seen = await joined(lifeguard, 'nine connections out and idle', ends("9 connections are out of the app's pool and idle on the server"));
  assert.equal(
    seen.says,
    'checkout: the app uses 10 of 10 and 12 wait for one; PgBouncer holds 10 clients of it, none waits; ' +
      "PostgreSQL works for 1 of them: 9 connections are out of the app's pool and idle on the server",
  );
  t.diagnostic(seen.says);
  assert.equal(seen.by, 'application');
  assert.equal(seen.exact, true);
  assert.equal(seen.held_idle, 9);
  const idle = seen.connections.filter(({ work }) => work === 'idle');
  assert.deepEqual(idle.map(({ session }) => session.pid).sort(), [...pids].sort());
  assert.ok(idle.every(({ pgbouncer, session }) => pgbouncer.server_pid === session.pid));
  assert.deepEqual(seen.page.unknown, []);
  const pools = Object.fromEntries(seen.page.pools.map((pool) => [`${pool.target}/${pool.pool}`, pool]));
  assert.equal(pools['checkout/checkout'].saturation, 1);
  assert.equal(pools['bouncer/shop/shop'].limit, 10);
  assert.equal(pools['main/server'].limit, 27);
  await app.stop();
  await work;
  await lifeguard.stop();
});

test('transaction mode: connections that are out and idle have no server; open transactions pin theirs', async (t) => {
  const { app, lifeguard } = await startLayers(t, { mode: 'transaction' });
  await app.leak(3);
  const rested = await joined(lifeguard, 'three connections out', ({ held_idle, not_known }) => held_idle === 3 && not_known.length === 0);
  assert.match(rested.says, /PostgreSQL works for none of them: 3 connections are out of the app's pool and idle, without a server behind them$/);
  t.diagnostic(rested.says);
  const pids = await app.leak(2, { transaction: true });
  const pinned = await joined(lifeguard, 'two transactions', ({ layers, exact }) => layers.postgres.in_transaction === 2 && layers.app.used === 5 && exact);
  assert.match(pinned.says, /the app uses 5 of 5 and nobody waits; .* works for none of them, 2 are idle in a transaction: 3 connections/);
  t.diagnostic(pinned.says);
  assert.equal(pinned.layers.pgbouncer.servers, 2);
  const held = pinned.connections.filter(({ work }) => work === 'in transaction');
  assert.deepEqual(held.map(({ session }) => session.pid).sort(), [...pids].sort());

  await app.release();
  await joined(lifeguard, 'nothing held', ({ held_idle, layers }) => held_idle === 0 && layers.app.used === 0);
  await lifeguard.stop();
});

test('without a pooler the app is joined to its sessions; clients of another name are not its own', async (t) => {
  const { app, postgres, lifeguard } = await startLayers(t);
  await postgres.session('shop', 'shop', { application_name: 'nightly' });
  await app.leak(5);
  wait(app, 2);
  const seen = await joined(lifeguard, 'five connections out and idle', ({ held_idle, layers }) => held_idle === 5 && layers.app.waiting === 2);
  assert.equal(
    seen.says,
    'checkout: the app uses 5 of 5 and 2 wait for one; PostgreSQL has 5 connections of it and works for none: ' +
      "5 connections are out of the app's pool and idle on the server",
  );
  t.diagnostic(seen.says);
  assert.equal(seen.layers.pgbouncer, null);
  await lifeguard.stop();
});

test('an app without a name is joined by the sockets of its network namespace', async (t) => {
  const { app, postgres, lifeguard } = await startLayers(t, { more: '' });
  const pids = await app.leak(4);
  const seen = await joined(lifeguard, 'a join by sockets', ({ by, held_idle }) => by === 'sockets' && held_idle === 4);
  assert.deepEqual(seen.connections.map(({ session }) => session.pid).sort(), [...pids].sort());
  for (let i = 0; i < 3; ++i) await postgres.session('shop', 'shop', { application_name: 'nightly' });
  await joined(lifeguard, 'the one group that fits', ({ by, held_idle }) => by === 'only candidate' && held_idle === 4);
  await postgres.session('shop', 'shop', { application_name: 'nightly' });
  const unclear = await joined(lifeguard, 'two that fit', ({ by }) => by === 'nothing');
  assert.match(unclear.says, /not known: which connections are its own: 2 groups of clients there have as many, 4; set application/);
  assert.equal(unclear.held_idle, null);
  await lifeguard.stop();
});

test('by its sockets an app is joined through PgBouncer too', async (t) => {
  const { app, lifeguard } = await startLayers(t, { mode: 'session', more: '' });
  await app.leak(4);
  const seen = await joined(lifeguard, 'a join by sockets', ({ by, held_idle }) => by === 'sockets' && held_idle === 4);
  assert.equal(seen.layers.pgbouncer.clients, 4);
  await lifeguard.stop();
});

test('a PgBouncer that is gone leaves its part unknown, and nothing is made of it', async (t) => {
  const { app, bouncer, lifeguard } = await startLayers(t, { mode: 'session' });
  await app.leak(3);
  await joined(lifeguard, 'three connections out', ({ held_idle }) => held_idle === 3);
  bouncer.pause();
  const blind = await joined(lifeguard, 'a PgBouncer that does not answer', ({ not_known }) => not_known.length > 0 && not_known[0].includes('bouncer'));
  assert.equal(blind.held_idle, 0);
  assert.equal(blind.exact, false);
  assert.deepEqual(blind.page.unknown.map((each) => each.target), ['bouncer']);
  bouncer.resume();
  await joined(lifeguard, 'three connections out again', ({ held_idle }) => held_idle === 3);
  await lifeguard.stop();
});

test('pools that may open more than the server has are told as one incident, in the posture and by check', async (t) => {
  const { app, bouncer, lifeguard, config } = await startLayers(t, { mode: 'transaction', bouncerSettings: { default_pool_size: 40 } });
  await app.work(1);
  const told = await until('an incident of pool_budget', async () => {
    const { incidents } = await lifeguard.api('incidents');
    assert.ok(!incidents.some(({ rule }) => rule === 'pgbouncer_config'), 'nothing else tells of it');
    return incidents.find(({ rule, state }) => rule === 'pool_budget' && state === 'firing') ?? assert.fail('none');
  });
  assert.equal(told.target, 'main');
  assert.match(told.summary, /^the pools seen may open 40 connections to main, which has 27 for ordinary roles: .* They are 40 of shop\/shop \(bouncer: default_pool_size\)$/);
  assert.match(told.remedy, /^Lower these limits by 13 in all, to 27 together, or raise max_connections of main from 30 to 43 /);
  const posture = async (value) =>
    until(`the posture to be ${value}`, async () => assert.equal((await lifeguard.metrics()).value('lifeguard_pg_posture', { target: 'main', check: 'pool_maxima' }), value) ?? true);
  await posture(0);
  const check = await runToEnd(['check', '-c', configFile(t, config)]);
  assert.match(check.stdout, /warn {2}pool_maxima: the pools seen may open 40 connections to main/);

  bouncer.configure({ shop: '' }, { default_pool_size: 20 });
  await bouncer.console('RELOAD');
  await posture(1);
  await until('the incident to be over', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find(({ rule, state }) => rule === 'pool_budget' && state === 'resolved') ?? assert.fail('not yet');
  });
  await lifeguard.stop();
});

test('while a PgBouncer was never reached, the pools of apps behind it are not taken for direct ones', async (t) => {
  const postgres = await startShop(t);
  const bouncer = await startPgBouncer({ test: t, postgres });
  const app = await startApp({ test: t, kind: 'node-pg', dsn: bouncer.dsn('shop', 'shop'), pool: { max: 40 } });
  await app.work(1);
  bouncer.pause();
  const config = target(postgres) + watchedBouncer(bouncer) + watchedApp(app);
  const lifeguard = await startWatched(t, { config: QUICK + config });
  await until('each target to be tried', async () => {
    const { unknown, pools } = await lifeguard.api('pools');
    assert.match(unknown.find((each) => each.target === 'bouncer')?.error ?? '', /\w/);
    assert.ok(pools.some((pool) => pool.target === 'checkout') && pools.some((pool) => pool.target === 'main'));
    return true;
  });
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.filter(({ rule }) => rule === 'pool_budget'), []);
  assert.equal((await lifeguard.metrics()).value('lifeguard_pg_posture', { target: 'main', check: 'pool_maxima' }), undefined);
  const check = await runToEnd(['check', '-c', configFile(t, config)]);
  assert.match(check.stdout, /note {2}pool_maxima: not known: .* how many more is not known of /);
  bouncer.resume();
  await lifeguard.stop();
});

/** A port of the target that answers so many milliseconds late. */
async function lateBy(t, delay, port) {
  const proxy = net.createServer((client) => {
    const server = net.connect(port, '127.0.0.1');
    for (const [from, to] of [[client, server], [server, client]]) from.on('error', () => to.destroy()).on('close', () => to.destroy());
    client.on('data', (data) => setTimeout(() => server.write(data), delay));
    server.pipe(client);
  });
  await new Promise((listening) => proxy.listen(0, '127.0.0.1', listening));
  t.after(() => proxy.close());
  return proxy.address().port;
}

test("the clients of a PgBouncer that answers late are looked at often enough to know who is idle", async (t) => {
  const postgres = await startShop(t);
  const bouncer = await startPgBouncer({ test: t, postgres });
  const app = await startApp({ test: t, kind: 'node-pg', dsn: bouncer.dsn('shop', 'shop') });
  const late = watchedBouncer({ port: await lateBy(t, 300, bouncer.port) }).replace('"2s"', '"20s"');
  const lifeguard = await startWatched(t, { config: target(postgres) + late + watchedApp(app) });
  await app.leak(1);
  const seen = (clients) =>
    until(`${clients} of its clients`, async () => {
      const [{ layers, says }] = (await lifeguard.api('pools')).app_pools;
      return layers.pgbouncer?.clients === clients || assert.fail(says);
    }, { within: 20_000 });
  await seen(1);
  await app.leak(1);
  const begun = performance.now();
  await seen(2);
  t.diagnostic(`seen after ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  await lifeguard.stop();
});
