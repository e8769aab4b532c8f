import assert from 'node:assert/strict';
import { test } from 'node:test';

import { leak, receivers, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { noServers as skip, unpackServer } from './harness/servers.mjs';
import { startStandby } from './harness/standby.mjs';
import { until } from './harness/until.mjs';

test('a restart of the primary is told once, with when it runs since, and ends after a while', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const rules = '[rules.pg_role_change]\nshown = "3s"\nrecover_for = "0s"\n';
  const lifeguard = await startWatched(t, { config: rules + target(postgres) + receivers(receiver) });
  await seen(lifeguard);
  await postgres.restart();
  const told = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('pg_role_change'), 20_000);
  assert.match(told.body, /main: the primary was restarted: it runs since \d{4}-/);
  assert.match(told.body, /"severity":"warning"/);
  await receiver.waitFor(({ path, json, body }) => path === '/hook' && json.status === 'resolved' && body.includes('pg_role_change'), 20_000);
  assert.deepEqual(keysOf(await changes(lifeguard)), ['restart']);
  await lifeguard.stop();
});

for (const major of [12, 18]) {
  test(`PostgreSQL ${major}: a crash is told from a restart`, { skip }, async (t) => {
    const server = unpackServer(major);
    const postgres = await startShop(t, { bin: server.bin });
    t.after(server.remove);
    const lifeguard = await startWatched(t, { config: target(postgres) });
    await seen(lifeguard);
    const victim = await postgres.session('shop', 'shop');
    process.kill((await victim.query('select pg_backend_pid() as pid')).rows[0].pid, 'SIGKILL');
    const [crash] = await until('the crash', () => changes(lifeguard, 1), { within: 20_000 });
    assert.match(crash.summary, /^main: a process of the primary crashed: the server ended every session, recovered, and runs again since /);
    assert.equal(crash.severity, 'warning');
    assert.deepEqual(keysOf(await changes(lifeguard)), ['crash']);
    await lifeguard.stop();
  });

  test(`PostgreSQL ${major}: a standby promoted under the agent is told as a primary, and watched on`, { skip }, async (t) => {
    const server = unpackServer(major);
    const primary = await startShop(t, { bin: server.bin });
    t.after(server.remove);
    const standby = await startStandby(primary, { test: t });
    const lifeguard = await startWatched(t, { config: target(standby) + target(primary, { name: 'former' }) });
    await Promise.all([seen(lifeguard), seen(lifeguard, 'former')]);
    const before = await lifeguard.metrics();
    assert.equal(before.value('lifeguard_pg_in_recovery', { target: 'main' }), 1);
    assert.equal(before.value('lifeguard_collect_success', { target: 'main', part: 'transactions' }), 1);
    assert.ok(before.value('lifeguard_pg_database_frozen_xid_age', { target: 'main', database: 'shop' }) > 0);

    const session = await leak(standby);
    const [leaked] = await until('the leak on the standby', () => firing(lifeguard, 'connection_leak'));
    assert.match(leaked.backend, /^postgres\/\d+\/standby\/127\.0\.0\.1:\d+$/);

    await standby.sql('select pg_promote()');
    const [promotion] = await until('the promotion', () => changes(lifeguard, 1), { within: 20_000 });
    assert.equal(promotion.summary, 'main: the standby was promoted: it is a primary now and takes writes');
    assert.equal(promotion.severity, 'warning');
    assert.match(promotion.backend, /^postgres\/\d+$/);
    assert.deepEqual(promotion.evidence.map(({ role }) => role), ['standby', 'primary']);

    // The session outlives the promotion, and so does its incident, which ends by the name it was told by.
    assert.equal((await firing(lifeguard, 'connection_leak'))[0].dedup_key, leaked.dedup_key);
    await session.query('rollback');
    await until('the end of the leak', async () => {
      const { incidents } = await lifeguard.api('incidents');
      return incidents.some((each) => each.dedup_key === leaked.dedup_key && each.state === 'resolved');
    });

    // Restarted, it is on a timeline that it had not when we connected: still a restart.
    await standby.restart();
    await until('the restart', async () => (await changes(lifeguard)).length === 2, { within: 20_000 });
    assert.deepEqual(keysOf(await changes(lifeguard)), ['promotion', 'restart']);
    await lifeguard.stop();
  });
}

test('a failover behind one dsn is told with both servers', async (t) => {
  const primary = await startShop(t);
  const standby = await startStandby(primary, { test: t });
  const dsn = `host=127.0.0.1,127.0.0.1 port=${primary.port},${standby.port} user=lifeguard dbname=shop`;
  const lifeguard = await startWatched(t, { config: target({ dsn: () => dsn }) });
  await seen(lifeguard);
  await standby.sql('select pg_promote()');
  await primary.down('SIGQUIT');
  const [failover] = await until('the failover', () => changes(lifeguard, 1), { within: 20_000 });
  assert.equal(failover.summary, 'main: another primary answers: timeline 2 after timeline 1');
  assert.deepEqual(
    failover.evidence.map(({ address }) => address),
    [primary, standby].map(({ port }) => `127.0.0.1:${port}`),
  );
  await lifeguard.stop();
});

const seen = (lifeguard, name = 'main') =>
  until(`${name} to be up`, async () => (await lifeguard.metrics()).value('lifeguard_target_up', { target: name }) === 1);

async function changes(lifeguard, least = 0) {
  const { incidents } = await lifeguard.api('incidents');
  const found = incidents.filter(({ rule }) => rule === 'pg_role_change');
  return found.length >= least && found;
}

async function firing(lifeguard, rule) {
  const { incidents } = await lifeguard.api('incidents');
  const found = incidents.filter((each) => each.rule === rule && each.state === 'firing');
  return found.length > 0 && found;
}

const keysOf = (incidents) => incidents.map(({ key }) => key.split(' ')[0]).sort();
