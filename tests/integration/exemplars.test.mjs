// The histogram of slow queries, and the way from one of its buckets to a trace: in Prometheus, and over OTLP.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startPrometheus } from './harness/prometheus.mjs';
import { LONG, caller, isOfServer, received, startTracedShop } from './harness/traced_scene.mjs';
import { until } from './harness/until.mjs';

const NAME = 'lifeguard_query_duration_seconds';

test('Prometheus keeps the exemplars of slow queries, and each is the span that was sent', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t);
  const prometheus = await startPrometheus({
    test: t,
    targets: { lifeguard: `127.0.0.1:${lifeguard.port}` },
    features: ['exemplar-storage'],
  });
  await until('a scrape', async () => (await prometheus.query(`${NAME}_count`))[0]?.value[1] === '0', LONG);
  const [sampled, unsampled] = [caller('a'), caller('b', { sampled: false })];
  const run = async (query) => (await postgres.session('shop', 'shop')).query(query);
  await Promise.all([
    run(`select pg_sleep(1.5) ${sampled.comment}`),
    run(`select pg_sleep(3) ${unsampled.comment}`),
    run('select pg_sleep(0.6)'),
  ]);

  const ours = await received(receiver, isOfServer);
  const count = (bound) => `${NAME}_bucket{le="${bound}"}`;
  await until('both slow ones to be counted', async () => (await prometheus.query(`${NAME}_count`))[0]?.value[1] === '2', LONG);
  const seen = async (query) => Number((await prometheus.query(query))[0].value[1]);
  assert.deepEqual([await seen(count('1.0')), await seen(count('2.5')), await seen(count('5.0')), await seen(count('+Inf'))], [0, 1, 2, 2]);
  const sum = await seen(`${NAME}_sum`);
  assert.ok(sum > 4.4 && sum < 6, `${sum} s`);

  const kept = await until('the exemplar', async () => {
    const found = await prometheus.exemplars(`${NAME}_bucket`, { start: Date.now() / 1000 - 600, end: Date.now() / 1000 + 60 });
    return found.length > 0 && found;
  }, LONG);
  assert.equal(kept.length, 1, JSON.stringify(kept));
  assert.equal(kept[0].seriesLabels.target, 'main');
  assert.equal(kept[0].seriesLabels.le, '2.5');
  const [exemplar] = kept[0].exemplars;
  assert.deepEqual(exemplar.labels, { trace_id: sampled.traceId, span_id: ours.spanId });
  assert.ok(Math.abs(Number(exemplar.value) - (ours.end - ours.start)) < 0.001);
  assert.ok(Math.abs(exemplar.timestamp - ours.end) < 0.01);
  t.diagnostic(`query_exemplars: ${JSON.stringify(kept)}`);

  const plain = await lifeguard.get('/metrics');
  assert.doesNotMatch(plain.body, /trace_id/);
  await lifeguard.stop();
});

test('over OTLP it is a histogram with the same exemplars, read by code not ours', async (t) => {
  const { postgres, receiver, lifeguard } = await startTracedShop(t, { otlp: 'metrics = true\nmetrics_interval = "1s"' });
  const app = caller('a');
  await (await postgres.session('shop', 'shop')).query(`select pg_sleep(1.5) ${app.comment}`);
  const ours = await received(receiver, isOfServer);
  const metric = await until('the histogram to have it', () =>
    receiver.metrics().findLast(({ name, points }) => name === NAME && Number(points[0].count) === 1), LONG);
  assert.equal(metric.unit, 's');
  assert.equal(metric.histogram.aggregationTemporality, 2);
  const [point] = metric.points;
  assert.equal(point.attributes.target, 'main');
  assert.equal(point.bucketCounts.length, point.explicitBounds.length + 1);
  assert.deepEqual(point.bucketCounts.map(Number).indexOf(1), point.explicitBounds.indexOf(2.5));
  assert.ok(BigInt(point.startTimeUnixNano) < BigInt(point.timeUnixNano));
  assert.equal(point.exemplars.length, 1);
  assert.equal(point.exemplars[0].traceId, app.traceId);
  assert.equal(point.exemplars[0].spanId, ours.spanId);
  assert.ok(Math.abs(point.exemplars[0].asDouble - point.sum) < 1e-9);
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});
