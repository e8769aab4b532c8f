// What is told over OTLP beside slow queries: incidents, metrics, Lifeguard's own collections, slow commands of Redis.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startOtlpReceiver } from './harness/otlp_receiver.mjs';
import { startRedis } from './harness/redis.mjs';
import { redisClient } from './harness/redis_client.mjs';
import { leak, startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const SOON = { within: 30_000 };
const ID = /^[0-9a-f]+$/;

test('an incident is a log record when it opens and when it is over, with its evidence', async (t) => {
  const { postgres, receiver, lifeguard } = await startScene(t);
  const session = await leak(postgres);
  const record = (event) => until(event, () =>
    receiver.logs().find(({ eventName, attributes }) =>
      eventName === `lifeguard.incident.${event}` && attributes['lifeguard.incident.rule'] === 'connection_leak'), SOON);

  const opened = await record('opened');
  const { incidents } = await lifeguard.api('incidents');
  const incident = incidents.find(({ rule }) => rule === 'connection_leak');
  assert.equal(opened.severityNumber, 13);
  assert.match(opened.body, /^opened connection_leak on main: /);
  assert.equal(opened.attributes['lifeguard.incident.dedup_key'], incident.dedup_key);
  assert.equal(opened.attributes['lifeguard.incident.remedy'], incident.remedy);
  assert.equal(opened.attributes['lifeguard.backend'], incident.backend);
  assert.match(opened.attributes['lifeguard.incident.evidence'][0], /^pid \d+, /);
  assert.doesNotMatch(JSON.stringify(opened), /Ada Lovelace/);

  await session.query('rollback');
  const resolved = await record('resolved');
  assert.equal(resolved.severityNumber, 9);
  assert.equal(resolved.attributes['lifeguard.incident.dedup_key'], incident.dedup_key);
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

test('without logs no incident is told', async (t) => {
  const { postgres, receiver, lifeguard } = await startScene(t, 'logs = false');
  const session = await leak(postgres);
  await until('the incident', async () => (await lifeguard.api('incidents')).incidents.some(({ state }) => state === 'firing'), SOON);
  await session.query('rollback');
  await lifeguard.stop();
  assert.deepEqual(receiver.logs(), []);
});

test('metrics are those of /metrics, and pools have the names of OpenTelemetry too', async (t) => {
  const { receiver, lifeguard } = await startScene(t, 'metrics = true\nmetrics_interval = "1s"');
  const told = (name) => receiver.metrics().findLast((metric) => metric.name === name);
  await until('metrics of the target', () => told('lifeguard_pg_blocks_total') && told('db.client.connection.count'), SOON);
  const page = (await lifeguard.get('/metrics')).body;
  const families = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({ name, type }));
  assert.ok(families.length > 50);
  await until('all of the page', () => families.every(({ name }) => told(name)), SOON);
  for (const { name, type } of families) {
    const { sum, gauge, histogram } = told(name);
    const isAsTyped = { counter: sum?.isMonotonic && sum.aggregationTemporality === 2, gauge, histogram: histogram?.aggregationTemporality === 2 };
    assert.ok(isAsTyped[type], name);
  }

  const counts = told('db.client.connection.count');
  assert.equal(counts.unit, '{connection}');
  const used = counts.points.find(({ attributes }) => attributes['db.client.connection.state'] === 'used');
  assert.equal(used.attributes['db.client.connection.pool.name'], 'server');
  assert.equal(used.attributes.target, 'main');
  const max = told('db.client.connection.max');
  assert.equal(max.points[0].asDouble, (await lifeguard.metrics()).value('lifeguard_pool_limit', { pool: 'server' }));

  const starts = told('lifeguard_pg_blocks_total').points.map(({ startTimeUnixNano, timeUnixNano }) => [BigInt(startTimeUnixNano), BigInt(timeUnixNano)]);
  assert.ok(starts.length > 0);
  assert.ok(starts.every(([start, at]) => start > 0n && start <= at));
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

test("Lifeguard's own collections are spans of its own when asked for", async (t) => {
  const { receiver, lifeguard } = await startScene(t, 'own_traces = true\ntraces = false');
  const collection = await until('a collection', () =>
    receiver.spans().find((span) => span.name === 'collect postgres' && receiver.spans().some(({ parentSpanId }) => parentSpanId === span.spanId)), SOON);
  assert.equal(collection.service, 'test'); // which the harness stands beside
  assert.equal(collection.parentSpanId, '');
  assert.equal(collection.attributes['lifeguard.target'], 'main');
  assert.ok(collection.end > collection.start);
  const parts = receiver.spans().filter(({ parentSpanId }) => parentSpanId === collection.spanId);
  assert.ok(parts.some(({ name }) => name === 'activity'));
  for (const part of parts) {
    assert.equal(part.traceId, collection.traceId);
    assert.equal(part.start, collection.start);
    assert.ok(part.end > part.start && part.end <= collection.end, part.name);
  }
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

test('a slow command of Redis is a span, once, without its arguments', async (t) => {
  const redis = await startRedis({ test: t, settings: { 'slowlog-log-slower-than': 20_000 } });
  const receiver = await startOtlpReceiver({ test: t });
  const config = `
[[redis]]
name = "cache"
url = "${redis.url()}"
interval = "200ms"
` + otlp(receiver);
  const lifeguard = await startWatched(t, { config, env: QUICK });
  await until('a look', async () => (await lifeguard.metrics()).value('lifeguard_target_up') === 1, SOON);
  const client = await redisClient({ port: redis.port, name: 'checkout' });
  t.after(() => client.close());
  const before = Date.now() / 1000;
  const burn = "local s = redis.call('TIME'); local t = s; while (t[1] - s[1]) * 1000000 + t[2] - s[2] < 100000 do t = redis.call('TIME') end return ARGV[1]";
  await client.send('EVAL', burn, 0, 'Ada Lovelace');
  const isOurs = ({ service, name }) => service === 'redis' && name === 'EVAL';
  const span = await until('the span', () => receiver.spans().find(isOurs), SOON);
  assert.match(span.traceId, ID);
  assert.equal(span.parentSpanId, '');
  assert.equal(span.kind, 'server');
  assert.ok(span.end - span.start >= 0.1 && span.end - span.start < 5);
  assert.ok(Math.abs(span.end - before) < 5);
  assert.equal(span.attributes['db.system.name'], 'redis');
  assert.equal(span.attributes['db.operation.name'], 'EVAL');
  assert.equal(span.attributes['server.port'], redis.port);
  assert.equal(span.attributes['redis.client_name'], 'checkout');
  assert.doesNotMatch(JSON.stringify(receiver.requests.map(({ message }) => message)), /Ada Lovelace/);

  await client.send('EVAL', burn, 0, 'another');
  await until('the second', () => receiver.spans().filter(isOurs).length >= 2, SOON);
  await lifeguard.stop();
  assert.equal(receiver.spans().filter(isOurs).length, 2);
  assert.deepEqual(receiver.errors, []);
});

const QUICK = { OTEL_BSP_SCHEDULE_DELAY: '200', OTEL_BLRP_SCHEDULE_DELAY: '200' };

const otlp = (receiver, more = '') => `
[otlp]
endpoint = "${receiver.url()}"
${more}
`;

async function startScene(t, more = '') {
  const postgres = await startShop(t);
  const receiver = await startOtlpReceiver({ test: t });
  const lifeguard = await startWatched(t, { config: target(postgres) + otlp(receiver, more), env: QUICK });
  await until('a look', async () => (await lifeguard.metrics()).value('lifeguard_target_up') === 1, SOON);
  return { postgres, receiver, lifeguard };
}
