import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startApp } from './harness/apps.mjs';
import { movableClock, noClock } from './harness/clock.mjs';
import { startWatched } from './harness/scene.mjs';
import { asTree } from './harness/span_tree.mjs';
import { SAMPLE, LONG, caller, isOfServer, received, startTracedShop } from './harness/traced_scene.mjs';
import { until } from './harness/until.mjs';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const SAMPLED = `00-${TRACE}-${CALLER}-01`;
const NOT_SAMPLED = `00-${'1'.repeat(32)}-${CALLER}-00`;
const SLOW = 'select pg_sleep(1.5)';

test("a slow query is a span within the app's own trace", async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t);
  const app = await startTracedApp(t, postgres, receiver);
  await app.report(1.5);

  const ours = await received(receiver, isOfServer);
  const caller = await received(receiver, ({ spanId }) => spanId === ours.parentSpanId);
  assert.equal(caller.service, 'shop');
  assert.match(caller.name, /^pg\.query:SELECT/);
  assert.equal(ours.traceId, caller.traceId);
  assert.equal(ours.name, 'SELECT stock');
  for (const edge of ['start', 'end']) {
    const apart = ours[edge] - caller[edge];
    assert.ok(Math.abs(apart) <= SAMPLE, `${edge}: ${apart} s from the app's own`);
  }
  const { attributes } = ours;
  assert.equal(attributes['db.system.name'], 'postgresql');
  assert.equal(attributes['db.namespace'], 'shop');
  assert.equal(attributes['db.query.text'], 'select count(*) from stock, pg_sleep($1)');
  assert.equal(attributes['server.port'], postgres.port);
  assert.equal(attributes['user.name'], 'shop');
  assert.equal(attributes['postgresql.application_name'], 'checkout');
  assert.equal(attributes['lifeguard.end_known_by'], 'state_change');

  const wait = await received(receiver, (span) => span.parentSpanId === ours.spanId);
  assert.equal(wait.name, 'Timeout: PgSleep');
  assert.equal(wait.traceId, ours.traceId);
  assert.ok(wait.start >= ours.start && wait.end <= ours.end);

  const root = await received(receiver, ({ name }) => name === 'GET /report');
  assert.deepEqual(receiver.errors, []);
  show(t, receiver, root.traceId);
  await lifeguard.stop();
});

test('a query that was blocked shows the wait, and is linked to the trace of the one that blocked it', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t);
  const app = await startTracedApp(t, postgres, receiver);
  const first = app.checkout('pen', 3);
  await until('the first to have the row', async () => (await inTransaction(postgres)) === 1);
  await Promise.all([first, app.checkout('pen')]);

  const blocked = await received(receiver, (span) => isOfServer(span) && span.name === 'UPDATE stock');
  assert.equal(blocked.links.length, 1);
  const blocker = await received(receiver, ({ spanId }) => spanId === blocked.links[0].spanId);
  assert.equal(blocker.traceId, blocked.links[0].traceId);
  assert.notEqual(blocker.traceId, blocked.traceId);
  assert.match(blocker.name, /^pg\.query:UPDATE/);
  assert.deepEqual(blocked.attributes['postgresql.blocking_statements'], ['update stock set n = n - $2 where sku = $1']);

  const wait = await received(receiver, (span) => span.parentSpanId === blocked.spanId && /^Lock: /.test(span.name));
  assert.deepEqual(wait.attributes['postgresql.blocking_pids'], blocked.attributes['postgresql.blocking_pids']);
  assert.ok(wait.end - wait.start > 1);
  await received(receiver, ({ name, traceId }) => name === 'POST /checkout' && traceId === blocked.traceId);
  await received(receiver, ({ name, traceId }) => name === 'POST /checkout' && traceId === blocker.traceId);
  show(t, receiver, blocked.traceId, blocker.traceId);
  await lifeguard.stop();
});

test('a traceparent as application_name joins the trace, and is nowhere a name', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t);
  const session = await postgres.session('shop', 'shop', { application_name: `${SAMPLED}` });
  await session.query(SLOW);
  const ours = await received(receiver, isOfServer);
  assert.equal(ours.traceId, TRACE);
  assert.equal(ours.parentSpanId, CALLER);
  assert.equal(ours.attributes['postgresql.application_name'], undefined);
  // Idle by now, as most such sessions are.
  const pages = [(await lifeguard.get('/metrics')).body];
  for (const page of ['sessions', 'pools', 'incidents', 'history', 'history?series=waits']) {
    pages.push(JSON.stringify(await lifeguard.api(page), (key, value) => (key === 'traces' ? undefined : value)));
  }
  for (const page of pages) assert.ok(!page.includes(TRACE.slice(0, 8)), page);
  await lifeguard.stop();
});

test('what has no context is a root, what is not sampled is not told, and a string is no comment', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t);
  const queries = [`${SLOW} as root`, `${SLOW} as unsampled /*traceparent='${NOT_SAMPLED}'*/`,
    `${SLOW}, '/*traceparent=${SAMPLED}*/' as quoted`, `${SLOW} as nested /* /* */ traceparent='${SAMPLED}' */`];
  const session = () => postgres.session('shop', 'shop');
  await Promise.all(queries.map(async (query) => (await session()).query(query)));
  const told = await until('three of the four', () => {
    const spans = receiver.spans().filter(isOfServer);
    return spans.length >= 3 && spans;
  }, LONG);
  const byAlias = (alias) => told.find(({ attributes }) => attributes['db.query.text'].includes(alias));
  assert.equal(byAlias('nested').traceId, TRACE);
  for (const alias of ['root', 'quoted']) {
    assert.ok(!byAlias(alias).parentSpanId, alias);
    assert.notEqual(byAlias(alias).traceId, TRACE);
  }
  assert.equal(byAlias('unsampled'), undefined);
  assert.ok(told.every(({ attributes }) => !attributes['db.query.text'].includes('traceparent')));
  await lifeguard.stop();
});

test('two agents tell one execution by the same ids', async (t) => {
  const { postgres, receiver, lifeguard, config } = await startTracedShop(t);
  const second = await startWatched(t, { config });
  await until('both to look', async () => (await second.metrics()).value('lifeguard_target_up') === 1);
  const session = await postgres.session('shop', 'shop');
  await session.query(SLOW);
  const told = await until('both to tell', () => {
    const spans = receiver.spans().filter(isOfServer);
    return spans.length >= 2 && spans;
  }, LONG);
  assert.equal(told.length, 2);
  for (const key of ['traceId', 'spanId', 'start', 'end']) assert.equal(told[0][key], told[1][key]);
  await Promise.all([lifeguard.stop(), second.stop()]);
});

test('a comment that the server cut off is said once, with what to do', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t, { config: { track_activity_query_size: 100 } });
  const session = await postgres.session('shop', 'shop');
  const query = `${SLOW} as a_name_that_takes_room /*traceparent='${SAMPLED}'*/`;
  await session.query(query);
  // Of the second there is less than the name.
  await session.query(`${SLOW} as ${'a'.repeat(63)} /*traceparent='${SAMPLED}'*/`);
  const told = await until('both', () => {
    const spans = receiver.spans().filter(isOfServer);
    return spans.length === 2 && spans;
  }, LONG);
  assert.ok(told.every(({ parentSpanId }) => !parentSpanId));
  const counted = await lifeguard.metrics();
  assert.equal(counted.value('lifeguard_trace_comments_cut_off_total', { target: 'main' }), 2);
  assert.equal(lifeguard.logs().match(/track_activity_query_size/g).length, 1);
  await lifeguard.stop();
});

test('a long statement keeps the trace that its end tells', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t, { config: { track_activity_query_size: 8192 } });
  const session = await postgres.session('shop', 'shop');
  await session.query(`${SLOW}, ${'1 + '.repeat(1000)} 1 /*traceparent='${SAMPLED}'*/`);
  const ours = await received(receiver, isOfServer);
  assert.equal(ours.traceId, TRACE);
  await lifeguard.stop();
});

test('a prepared statement with the comment of its first execution is no child of it a minute later', { skip: noClock }, async (t) => {
  const clock = movableClock(t);
  const { postgres, receiver, lifeguard } = await startTracedShop(t, { env: clock.env });
  const session = await postgres.session('shop', 'shop');
  const first = caller('a');
  const run = () => session.query({ name: 'report', text: `${SLOW} as prepared ${first.comment}` });
  const told = (count) => until(`${count} spans`, () => {
    const spans = receiver.spans().filter(isOfServer);
    return spans.length === count && spans;
  }, LONG);

  await run();
  const [fresh] = await told(1);
  assert.equal(fresh.traceId, first.traceId);
  assert.equal(fresh.parentSpanId, first.spanId);
  assert.equal(fresh.attributes['lifeguard.trace_context'], undefined);

  clock.move('+90s');
  await until('the clock to be taken up', async () => {
    const [{ ahead }] = await postgres.sql('select extract(epoch from clock_timestamp())::float8 - $1 as ahead', [Date.now() / 1000]);
    return ahead > 80;
  });
  await run();
  const stale = (await told(2)).find(({ spanId }) => spanId !== fresh.spanId);
  assert.notEqual(stale.traceId, first.traceId);
  assert.ok(!stale.parentSpanId);
  assert.equal(stale.attributes['lifeguard.trace_context'], 'stale');
  assert.deepEqual(stale.links.map(({ traceId, spanId }) => ({ traceId, spanId })), [{ traceId: first.traceId, spanId: first.spanId }]);
  await lifeguard.stop();
});

const show = (t, receiver, ...traces) =>
  traces.flatMap((id) => asTree(receiver.spans(), id)).forEach((line) => t.diagnostic(line));

function startTracedApp(t, postgres, receiver) {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.port}`, OTEL_SERVICE_NAME: 'shop' };
  return startApp({ test: t, kind: 'node-pg-traced', postgres, env });
}

async function inTransaction(postgres) {
  const [{ n }] = await postgres.sql("select count(*)::int n from pg_stat_activity where state = 'idle in transaction' and query ~ 'update'");
  return n;
}
