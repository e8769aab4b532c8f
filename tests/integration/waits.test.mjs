import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startShop, startWatched, target } from './harness/scene.mjs';
import { noServers, unpackServer } from './harness/servers.mjs';
import { until } from './harness/until.mjs';

const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

// A tick is 200 ms here: one at each end, and a late one.
const TWO_SAMPLES = 0.6;

const SERVERS = [
  { name: "Debian's PostgreSQL", queryId: /^-?\d+$/, config: { compute_query_id: 'on' } },
  { name: 'PostgreSQL 12', major: 12, queryId: /^null$/ },
  { name: 'PostgreSQL 18', major: 18, queryId: /^-?\d+$/, config: { compute_query_id: 'on' } },
];

for (const { name, major, queryId, config } of SERVERS) {
  test(`seconds waited add up to the time that went by, on ${name}`, { skip: major && noServers }, async (t) => {
    const server = major && unpackServer(major);
    const postgres = await startShop(t, { config, ...(server && { bin: server.bin }) });
    if (server) t.after(server.remove);
    await keepBusy(postgres);
    const lifeguard = await startWatched(t, { config: target(postgres) });

    const { before, after, wall } = await measure(lifeguard, 3);
    const unobserved = rise(before, after, 'lifeguard_pg_wait_unobserved_seconds_total');
    const near = (labels, sessions, metric = 'lifeguard_pg_wait_seconds_total') => {
      const seconds = rise(before, after, metric, labels);
      const off = Math.abs(seconds / sessions + unobserved - wall);
      assert.ok(off <= TWO_SAMPLES, `${JSON.stringify(labels)}: ${seconds} s of ${sessions} sessions in ${wall} s`);
    };
    near({ wait_event_type: 'Lock', wait_event: 'transactionid' }, 1);
    near({ wait_event_type: 'Timeout', wait_event: 'pgsleep' }, 2);
    near({ wait_event_type: 'CPU', wait_event: 'running' }, 1);
    const byApplication = 'lifeguard_pg_application_wait_seconds_total';
    near({ wait_event_type: 'Lock', application: 'checkout' }, 1, byApplication);
    near({ wait_event_type: 'Timeout', application: 'reports' }, 1, byApplication);
    near({ wait_event_type: 'Timeout', application: '' }, 1, byApplication);  // its name is a traceparent
    near({ wait_event_type: 'CPU', application: 'batch' }, 1, byApplication);
    assert.ok(!after.samples(byApplication).some(({ labels }) => labels.application.includes('4bf92f')));

    await t.test('the history says who waited for what in which statement', async () => {
      const { targets } = await lifeguard.api('history?series=waits&minutes=60');
      const { total, minutes } = targets[0];
      const cell = total.cells.find(({ wait_event }) => wait_event === 'transactionid');
      assert.equal(cell.application, 'checkout');
      assert.equal(cell.database, 'shop');
      assert.match(cell.query, /^update stock set n = \$1 where sku = \$2$/);
      assert.match(String(cell.queryid), queryId);
      assert.ok(cell.seconds >= 3 && cell.seconds <= total.observed_seconds + 0.001, JSON.stringify(total));
      assert.ok(Math.abs(total.seconds - sum([...total.cells, { seconds: total.other_seconds }])) < 0.001);
      assert.ok(Math.abs(total.seconds - sum(minutes)) < 0.001);

      const by = await lifeguard.api('history?series=waits&by=statement&target=main');
      const asleep = by.targets[0].total.cells.filter(({ query }) => query === 'select pg_sleep($1)');
      assert.equal(asleep.length, 1, 'two sessions run one statement');
      assert.ok(asleep[0].seconds >= 6);
    });
    await lifeguard.stop();
  });
}

test('time in which the server did not answer is unobserved, not waited', async (t) => {
  const postgres = await startShop(t);
  await asleep(postgres, 'reports');
  const lifeguard = await startWatched(t, { config: target(postgres) });
  const before = await reading(lifeguard, slept);
  postgres.pause();
  await until('the agent to miss the server', async () => (await lifeguard.metrics()).value('lifeguard_target_up') === 0);
  postgres.resume();
  const after = await reading(lifeguard, (metrics) => slept(metrics) > slept(before.metrics) + 1);

  const wall = after.at - before.at;
  const waited = slept(after.metrics) - slept(before.metrics);
  const unobserved = rise(before.metrics, after.metrics, 'lifeguard_pg_wait_unobserved_seconds_total');
  assert.ok(unobserved > 1, `${unobserved}`);
  assert.ok(Math.abs(waited + unobserved - wall) <= TWO_SAMPLES, `${waited} s + ${unobserved} s in ${wall} s`);
  await lifeguard.stop();
});

test('a slow statement counts once, and not while it is blocked', async (t) => {
  const postgres = await startShop(t);
  await blocked(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  const session = await postgres.session('shop', 'shop', { application_name: 'reports' });
  const slow = async () => (await lifeguard.metrics()).value('lifeguard_slow_queries_total');
  await session.query('select pg_sleep(0.1)');
  assert.equal(await slow(), 0);
  await session.query('select pg_sleep(1.6)');
  await session.query('select pg_sleep(1.6)');
  await until('both to be counted', async () => (await slow()) >= 2);
  assert.equal(await slow(), 2);
  await lifeguard.stop();
});

test('who may not see the others says so, and counts nothing', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('create role blind login');
  await asleep(postgres, 'reports');
  const lifeguard = await startWatched(t, { config: target(postgres, { role: 'blind' }) });
  const total = await until('hidden sessions', async () => {
    const { targets } = await lifeguard.api('history?series=waits');
    return targets[0]?.total.hidden_sessions > 0 && targets[0].total.observed_seconds > 0 && targets[0].total;
  });
  assert.equal(total.seconds, 0);
  const metrics = await lifeguard.metrics();
  assert.deepEqual(metrics.samples('lifeguard_slow_queries_total'), []);
  assert.deepEqual(metrics.samples('lifeguard_pg_wait_unobserved_seconds_total'), []);
  await lifeguard.stop();
});

test('the history of every series can be asked for, by its whole name and by that of its metric', async (t) => {
  const postgres = await startShop(t);
  const lifeguard = await startWatched(t, { config: target(postgres) });
  const used = 'pool_connections{pool="server",state="used"}';
  const listed = await until('a list', async () => {
    const { targets } = await lifeguard.api('history');
    return targets[0].series.length > 0 && targets[0].series;
  });
  assert.ok(listed.some(({ series, type, meaning }) => series === used && type === 'gauge' && meaning.startsWith('Connections of a pool')));
  for (const name of [used, 'pool_connections']) {
    const { targets } = await lifeguard.api(`history?series=${encodeURIComponent(name)}&minutes=5`);
    const { series, steps } = targets[0].series.find((each) => each.series === used);
    assert.equal(series, used);
    assert.ok(steps[0].min >= 1 && steps[0].max >= steps[0].min && steps[0].last >= 1, JSON.stringify(steps));
    assert.match(steps[0].time, /^\d{4}-.*Z$/);
  }
  for (const [where, status] of [['minutes=61', 400], ['series=nonsense', 404], ['target=nobody', 404]]) {
    const refused = await lifeguard.get(`/api/history?${where}`);
    assert.equal(refused.status, status);
    assert.ok(JSON.parse(refused.body).error, refused.body);
  }
  await lifeguard.stop();
});

/** One waits for a lock, two sleep, one works; none of them ends by itself. */
async function keepBusy(postgres) {
  await blocked(postgres);
  await asleep(postgres, 'reports');
  await asleep(postgres, TRACEPARENT);
  const batch = await postgres.session('shop', 'shop', { application_name: 'batch' });
  batch.query('do $$ begin loop perform 1; end loop; end $$').catch(() => {});
}

async function blocked(postgres) {
  await postgres.sql('create table stock (sku text primary key, n int); grant all on stock to shop', [], 'shop');
  await postgres.sql("insert into stock values ('A', 1)", [], 'shop');
  const holder = await postgres.session('shop', 'shop', { application_name: 'warehouse' });
  await holder.query("begin; update stock set n = 2 where sku = 'A'");
  const victim = await postgres.session('shop', 'shop', { application_name: 'checkout' });
  victim.query("update stock set n = 3 where sku = 'A'").catch(() => {});
}

async function asleep(postgres, application) {
  const session = await postgres.session('shop', 'shop', { application_name: application });
  session.query('select pg_sleep(600)').catch(() => {});
}

/** Two readings of the metrics, `seconds` of waiting apart, and the time between them. */
async function measure(lifeguard, seconds) {
  const before = await reading(lifeguard, slept);
  const after = await reading(lifeguard, (metrics) => slept(metrics) >= slept(before.metrics) + 2 * seconds);
  return { before: before.metrics, after: after.metrics, wall: after.at - before.at };
}

function reading(lifeguard, wanted) {
  return until('waits to be counted', async () => {
    const metrics = await lifeguard.metrics();
    return wanted(metrics) && { metrics, at: performance.now() / 1000 };
  }, { within: 20_000 });
}

const slept = (metrics) => metrics.value('lifeguard_pg_wait_seconds_total', { wait_event: 'pgsleep' });

const rise = (before, after, metric, labels = {}) => after.value(metric, labels) - before.value(metric, labels);

const sum = (cells) => cells.reduce((total, { seconds }) => total + seconds, 0);
