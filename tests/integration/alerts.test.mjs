import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerAsTheyDo, leak, receivers, startReceivers, startShop, startWatched, target, told } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

test('a leak is told to every receiver with who, since when and what to run, and so is its end', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const session = await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });

  const slack = await receiver.waitFor(({ path, body }) => path === '/slack' && body.includes('connection_leak'));
  const pagerduty = await receiver.waitFor(({ path, json }) => path === '/pagerduty' && json.event_action === 'trigger');
  const hook = await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'firing');
  for (const message of [slack, pagerduty, hook]) {
    assert.match(message.body, /checkout \(role shop, database shop, from 127\.0\.0\.1\) holds 1 session idle in transaction/);
    assert.match(message.body, /pg_terminate_backend\(pid\)/);
    assert.match(message.body, /select \$1 as customer/);
  }
  assert.equal(pagerduty.json.payload.severity, 'warning');
  assert.match(pagerduty.json.dedup_key, /^lifeguard\/[0-9a-f]{64}$/);
  assert.equal(hook.json.alerts[0].labels.alertname, 'connection_leak');

  await session.query('rollback');
  const resolved = await receiver.waitFor(({ path, json }) => path === '/pagerduty' && json.event_action === 'resolve');
  assert.equal(resolved.json.dedup_key, pagerduty.json.dedup_key);
  await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'resolved');
  await until('two messages to Slack', () => told(receiver, '/slack', 'connection_leak').length === 2);

  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.map(({ rule, state }) => [rule, state]), [['connection_leak', 'resolved']]);
  await lifeguard.stop();
});

test('no literal of a query leaves the process', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres, { statement: "select 'hunter2' /* customer=Ada */ as password, 4711" });
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver), agent: { log_level: 'debug' } });
  await receiver.waitFor(({ path }) => path === '/hook');
  const pages = await Promise.all(['/metrics', '/api/sessions', '/api/incidents', '/api/health'].map((page) => lifeguard.get(page)));
  const everything = [...pages, ...receiver.requests].map(({ body }) => body).join('\n') + lifeguard.logs();
  assert.match(everything, /select \$1 as password, \$2/);
  assert.doesNotMatch(everything, /hunter2|Ada|4711/);
  await lifeguard.stop();
});

test('the config can allow query text as it is', async (t) => {
  const postgres = await startShop(t);
  await leak(postgres, { statement: "select 'hunter2'" });
  const lifeguard = await startWatched(t, { config: target(postgres, { more: 'query_text = "raw"' }) });
  const { sessions } = await until('a session', async () => {
    const page = await lifeguard.api('sessions');
    return page.total > 0 && page;
  });
  assert.ok(sessions.some(({ query }) => query === "select 'hunter2'"));
  await lifeguard.stop();
});

test('who blocks whom is told by the root of the chain, and how to end it', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('create table stock (sku text primary key, n int); grant all on stock to shop', [], 'shop');
  await postgres.sql("insert into stock values ('A', 1)", [], 'shop');
  const receiver = await startReceivers(t);
  const root = await leak(postgres, { application: 'warehouse', statement: "update stock set n = 2 where sku = 'A'" });
  const { pid } = (await root.query('select pg_backend_pid() as pid')).rows[0];
  const waiting = [];
  for (const application of ['first', 'second']) {
    const victim = await postgres.session('shop', 'shop', { application_name: application });
    waiting.push(victim.query("update stock set n = 3 where sku = 'A'").catch(() => {}));
  }
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });

  const told_ = await receiver.waitFor(
    ({ path, body }) => path === '/hook' && body.includes('blocked_sessions') && body.includes('2 sessions wait'),
  ).catch(() => receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('blocked_sessions')));
  assert.match(told_.body, new RegExp(`behind warehouse \\(role shop.*pid ${pid}, idle in transaction`));
  assert.match(told_.body, new RegExp(`SELECT pg_terminate_backend\\(${pid}\\)`));
  const { sessions } = await lifeguard.api('sessions');
  const first = sessions.find(({ application }) => application === 'first');
  assert.deepEqual(first.blocked_by, [pid]);
  assert.equal(first.wait_event_type, 'Lock');

  await root.query('rollback');
  await Promise.all(waiting);
  await receiver.waitFor(({ path, json, body }) => path === '/hook' && json.status === 'resolved' && body.includes('blocked_sessions'));
  await lifeguard.stop();
});

test('a slow statement is told while it runs', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const reporting = await postgres.session('shop', 'shop', { application_name: 'reports' });
  const running = reporting.query("select pg_sleep(60), 'Ada' as customer").catch(({ code }) => code);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  const slow = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('slow_query'));
  assert.match(slow.body, /reports .* has run one statement for .*select pg_sleep\(\$1\), \$2 as customer/);

  // The remedy runs as it is.
  const [, remedy] = /(SELECT pid, pg_cancel_backend.*?;)/.exec(slow.json.alerts[0].annotations.remedy);
  assert.equal((await postgres.sql(remedy)).length, 1);
  assert.equal(await running, '57014');
  await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'resolved');
  await lifeguard.stop();
});

test("the remedy of a leak frees the leaked sessions and nobody else's", async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres);
  const innocent = await postgres.session('shop', 'shop', { application_name: 'innocent' });
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  const message = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('connection_leak'));
  const [, remedy] = /(SELECT pid, pg_terminate_backend.*?;)/.exec(message.json.alerts[0].annotations.remedy);
  assert.equal((await postgres.sql(remedy)).length, 1);
  assert.equal((await innocent.query('select 1 as one')).rows[0].one, 1);
  await receiver.waitFor(({ path, json }) => path === '/hook' && json.status === 'resolved');
  await lifeguard.stop();
});

test('slots that run out are told with who has them', async (t) => {
  const postgres = await startShop(t, { config: { max_connections: 15 } });
  const receiver = await startReceivers(t);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  for (let i = 0; i < 10; ++i) await postgres.session('shop', 'shop', { application_name: 'greedy' });
  const full = await receiver.waitFor(({ path, body }) => path === '/hook' && body.includes('pool_exhaustion'));
  assert.match(full.body, /1\d of 12 connections of the server are taken/);
  assert.match(full.body, /greedy/);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_pool_limit', { pool: 'server' }), 12);
  await lifeguard.stop();
});

test('after kill -9 between detection and delivery the alert arrives once, and no second page follows', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await receiver.down();
  const session = await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  await until('the alert to wait in the outbox', async () => {
    const metrics = await lifeguard.metrics();
    return metrics.value('lifeguard_outbox_pending', { receiver: 'pagerduty' }) === 1;
  });
  await lifeguard.kill9();

  await receiver.up();
  await lifeguard.start();
  await receiver.waitFor(({ path }) => path === '/pagerduty', 20_000);
  await until('the incident to be seen again', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.some(({ rule, state }) => rule === 'connection_leak' && state === 'firing');
  });
  await lifeguard.stop();
  await lifeguard.start();
  await session.query('rollback');
  await receiver.waitFor(({ path, json }) => path === '/pagerduty' && json.event_action === 'resolve', 20_000);
  const pages = told(receiver, '/pagerduty', '').map(({ json }) => json.event_action);
  assert.deepEqual(pages, ['trigger', 'resolve']);
  await lifeguard.stop();
});

test('a receiver that refuses for a while gets everything in the end, in order', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  const behaviours = [
    { status: 500, body: '<html>oops</html>' },
    { status: 429, headers: { 'Retry-After': '1' }, body: 'slow down' },
    { status: 503, body: '\u0000garbage' },
  ];
  let refusals = 0;
  receiver.answer = ({ path }) =>
    path === '/slack' && refusals < behaviours.length ? behaviours[refusals++] : { status: path === '/pagerduty' ? 202 : 200, body: 'ok' };
  const session = await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  // The others are not held up by Slack.
  await receiver.waitFor(({ path, json }) => path === '/pagerduty' && json.event_action === 'trigger', 5_000);
  await session.query('rollback');
  await until('Slack to take the end of it', () => told(receiver, '/slack', 'connection_leak').length === behaviours.length + 2, {
    within: 30_000,
  });
  const bodies = told(receiver, '/slack', 'connection_leak').map(({ body }) => body);
  assert.equal(new Set(bodies.slice(0, 4)).size, 1);
  assert.notEqual(bodies[4], bodies[3]);
  assert.doesNotMatch(lifeguard.logs(), /127\.0\.0\.1:\d+\/slack/);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_notifications_total', { receiver: 'slack', outcome: 'delivered' }), 2);
  await lifeguard.stop();
});

test('a refused message is given up, said so, and does not hold up the next', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  let first = true;
  receiver.answer = ({ path }) => {
    const refuse = path === '/slack' && first;
    if (refuse) first = false;
    return refuse ? { status: 404, body: 'no_service' } : { status: path === '/pagerduty' ? 202 : 200, body: 'ok' };
  };
  const session = await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  await until('the refusal to be counted', async () => {
    const metrics = await lifeguard.metrics();
    return metrics.value('lifeguard_notifications_total', { receiver: 'slack', outcome: 'rejected' }) === 1;
  });
  assert.match(lifeguard.logs(), /slack.*no_service/);
  await session.query('rollback');
  await until('the end of it at Slack', () => told(receiver, '/slack', 'connection_leak').length === 2);
  answerAsTheyDo(receiver);
  await lifeguard.stop();
});
