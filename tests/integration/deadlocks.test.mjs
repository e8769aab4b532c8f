import assert from 'node:assert/strict';
import { test } from 'node:test';

import { receivers, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

test('a deadlock is told with its numbers, and statistics that are reset neither end it nor make another', async (t) => {
  const postgres = await startShop(t, { config: { deadlock_timeout: '50ms' } });
  const receiver = await startReceivers(t);
  await deadlock(postgres);  // before anybody looked: nobody can say when that was
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  const deadlocks = async () => (await lifeguard.metrics()).value('lifeguard_pg_deadlocks_total', { database: 'shop' });
  await until('the statistics to be read', async () => (await deadlocks()) === 1, { within: 20_000 });
  // The next step of the history, so that there is one before the deadlock to compare with.
  await until('two steps of history', async () => (await steps(lifeguard)).length >= 2, { within: 15_000 });
  assert.deepEqual(await deadlockIncidents(lifeguard), []);

  await deadlock(postgres);
  const told = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('pg_deadlocks'), 20_000);
  assert.match(told.body, /database shop had 1 deadlock in the last/);
  assert.match(told.body, /40P01/);
  const [incident] = await deadlockIncidents(lifeguard);
  assert.equal(incident.severity, 'warning');
  assert.equal(incident.evidence[0].deadlocks, '1');
  assert.equal(incident.evidence[0]['since the statistics were reset'], '2');

  await postgres.sql('select pg_stat_reset()', [], 'shop');
  await until('the reset to be seen', async () => (await deadlocks()) === 0);
  const seen = await steps(lifeguard);
  await until('the next step', async () => (await steps(lifeguard)).length > seen.length, { within: 15_000 });
  assert.deepEqual((await deadlockIncidents(lifeguard)).map(({ state }) => state), ['firing']);
  await lifeguard.stop();
});

async function steps(lifeguard) {
  const { targets } = await lifeguard.api(`history?series=${encodeURIComponent('deadlocks_total{database="shop"}')}`);
  return targets[0].series[0].steps;
}

async function deadlockIncidents(lifeguard) {
  const { incidents } = await lifeguard.api('incidents');
  return incidents.filter(({ rule }) => rule === 'pg_deadlocks');
}

/** Two sessions take two locks in opposite order; the server ends one of them. */
async function deadlock(postgres) {
  const [one, other] = [await postgres.session('shop', 'shop'), await postgres.session('shop', 'shop')];
  await one.query('begin; select pg_advisory_xact_lock(1)');
  await other.query('begin; select pg_advisory_xact_lock(2)');
  const waits = [one.query('select pg_advisory_xact_lock(2)'), other.query('select pg_advisory_xact_lock(1)')];
  const outcomes = await Promise.allSettled(waits.map((wait, i) => wait.finally(() => [one, other][i].query('rollback'))));
  assert.deepEqual(outcomes.map(({ reason }) => reason?.code).filter(Boolean), ['40P01']);
  await Promise.all([one.end(), other.end()]);
}
