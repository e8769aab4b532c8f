import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';

import { makeCertificates } from './harness/certificates.mjs';
import { configFile } from './harness/config_file.mjs';
import { freePort } from './harness/free_port.mjs';
import { answerTo } from './harness/otlp_messages.mjs';
import { startOtlpReceiver } from './harness/otlp_receiver.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

const build = process.env.LIFEGUARD_BUILD ?? new URL('../../build/dev', import.meta.url).pathname;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = '00f067aa0ba902b7';
const CALLER = 'b7ad6b7169203331';
const START = 1_795_285_000;

test('every message is read by OpenTelemetry’s own code as it was meant', async (t) => {
  for (const otlp of ['', 'protocol = "http/json"', 'compression = "none"', 'protocol = "http/json"\ncompression = "none"']) {
    await t.test(otlp.replace('\n', ', ') || 'by default', async (t) => {
      const receiver = await startOtlpReceiver({ test: t });
      const { counts } = await sendEach(t, receiver, `metrics = true\n${otlp}`);
      assert.deepEqual(receiver.errors, []);
      assert.equal(receiver.requests[0].type, otlp.includes('json') ? 'application/json' : 'application/x-protobuf');
      assert.equal(receiver.requests[0].headers['content-encoding'], otlp.includes('none') ? undefined : 'gzip');
      assertSpans(receiver.spans());
      assertRecord(receiver.logs());
      assertMetrics(receiver.metrics());
      assert.deepEqual([counts.traces.sent, counts.logs.sent, counts.metrics.sent], [2, 1, 3]);
    });
  }
});

function assertSpans(spans) {
  assert.equal(spans.length, 2);
  const ours = spans.find(({ service }) => service === 'postgresql');
  assert.deepEqual(ours.resource, { 'service.name': 'postgresql', 'deployment.environment.name': 'test' });
  assert.equal(ours.traceId, TRACE);
  assert.equal(ours.spanId, SPAN);
  assert.equal(ours.parentSpanId, CALLER);
  assert.equal(ours.name, 'SELECT orders');
  assert.equal(ours.kind, 'server');
  assert.equal(ours.startTimeUnixNano, `${START}000001000`);
  assert.equal(ours.end, START + 2.5);
  assert.equal(ours.flags, 0x301);
  assert.deepEqual(ours.attributes, { 'db.query.text': 'select "a"', waited: true, pid: -4711, share: 0.25, pids: ['1', '2'] });
  assert.deepEqual(ours.events.map(({ at, name, attributes }) => ({ at, name, attributes })), [
    { at: START + 1, name: 'blocked', attributes: { by: 12 } },
  ]);
  assert.deepEqual(ours.links, [{ traceId: TRACE, spanId: CALLER, flags: 0x301, attributes: { why: 'blocks' } }]);
  assert.deepEqual(ours.status, { message: 'canceled', code: 2 });
  const own = spans.find(({ service }) => service === 'shop');
  assert.equal(own.resource['service.instance.id'], 'pod-1');
  assert.equal(own.parentSpanId, '');
  assert.equal(own.flags, 0x101);
}

function assertRecord([record, ...more]) {
  assert.equal(more.length, 0);
  assert.equal(record.service, 'shop');
  assert.equal(record.severityNumber, 17);
  assert.equal(record.eventName, 'lifeguard.incident.opened');
  assert.equal(record.body, '3 sessions wait.');
  assert.deepEqual(record.attributes, { 'lifeguard.rule': 'blocked_sessions' });
  assert.deepEqual([record.traceId, record.spanId, record.flags], [TRACE, SPAN, 1]);
  assert.deepEqual([record.timeUnixNano, record.observedTimeUnixNano], [`${START}000001000`, `${START}500000000`]);
}

function assertMetrics(metrics) {
  const [gauge, sum, histogram] = metrics;
  assert.deepEqual(metrics.map(({ name }) => name), ['lifeguard_pool_limit', 'lifeguard_slow_queries', 'lifeguard_query_duration']);
  assert.deepEqual(gauge.points.map(({ asDouble, attributes }) => ({ asDouble, attributes })), [
    { asDouble: 97, attributes: { pool: 'server' } },
  ]);
  assert.equal(gauge.unit, '{connection}');
  assert.equal(sum.sum.isMonotonic, true);
  assert.equal(sum.sum.aggregationTemporality, 2);
  assert.equal(sum.points[0].startTimeUnixNano, `${START}000000000`);
  const [{ count, sum: total, bucketCounts, explicitBounds, exemplars }] = histogram.points;
  assert.deepEqual({ count, total, bucketCounts, explicitBounds }, { count: '3', total: 6.5, bucketCounts: ['1', '2', '0'], explicitBounds: [1, 5] });
  assert.deepEqual(exemplars, [{ timeUnixNano: `${START + 60}000000000`, asDouble: 4.5, traceId: TRACE, spanId: SPAN }]);
}

test('OpenTelemetry’s variables alone are enough', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  const { counts } = await load(t, '', ['each'], {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url(),
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=s%3Dcret',
    OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: receiver.url('/v1/logs?tenant=a'),
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
    OTEL_SERVICE_NAME: 'shop',
  });
  const [traces] = receiver.requests.filter((request) => request.path === '/v1/traces');
  assert.equal(traces.type, 'application/json');
  assert.equal(traces.headers['api-key'], 's=cret');
  assert.ok(receiver.requests.some((request) => request.path === '/v1/logs?tenant=a'));
  assert.equal(receiver.requests.length, 2);
  assert.equal(counts.metrics, undefined);
});

test('a receiver that asks for a pause is left alone for as long as it says, and told the same again', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = (request) =>
    requestsOf(receiver).length === 0 ? { status: 429, headers: { 'retry-after': '1' } } : answerTo(request);
  const { counts } = await sendEach(t, receiver, 'logs = false');
  const [first, second, ...more] = requestsOf(receiver);
  assert.equal(more.length, 0);
  assert.ok(second.at - first.at >= 1000, `came again after ${second.at - first.at} ms`);
  assert.deepEqual(second.message, first.message);
  assert.deepEqual(pick(counts.traces), { sent: 2, failed: 0, dropped: 0, retries: 1, waiting: 0 });
});

test('what is refused is not sent again', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = ({ type }) => ({ status: 400, headers: { 'content-type': type }, body: '\x12\x06bad id' });
  const { counts, log } = await sendEach(t, receiver, 'logs = false');
  assert.equal(requestsOf(receiver).length, 1);
  assert.deepEqual(pick(counts.traces), { sent: 0, failed: 2, dropped: 0, retries: 0, waiting: 0 });
  assert.match(log, /otlp traces: 2 are lost: answered 400: bad id/);
});

test('what is too large is sent in halves', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = (request) => (spansIn(request) > 1 ? { status: 413 } : answerTo(request));
  const { counts } = await sendEach(t, receiver, 'logs = false');
  assert.deepEqual(requestsOf(receiver).map(spansIn), [2, 1, 1]);
  assert.equal(counts.traces.sent, 2);
});

test('what of a batch is rejected is counted, told, and not sent again', async (t) => {
  for (const protocol of ['http/protobuf', 'http/json']) {
    const receiver = await startOtlpReceiver({ test: t });
    receiver.answer = (request) => answerTo(request, { rejectedSpans: '1', errorMessage: 'too old' });
    const { counts, log } = await sendEach(t, receiver, `logs = false\nprotocol = "${protocol}"`);
    assert.equal(requestsOf(receiver).length, 1);
    assert.deepEqual(pick(counts.traces), { sent: 1, failed: 1, dropped: 0, retries: 0, waiting: 0 });
    assert.match(log, /1 of 2 were not taken: too old/);
  }
});

test('garbage in an answer does no harm, and is told', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = ({ type }) => ({ status: 200, headers: { 'content-type': type }, body: '\xff\xff<html>' });
  const { counts, log } = await sendEach(t, receiver, 'logs = false');
  assert.equal(counts.traces.sent, 2);
  assert.match(log, /is it a receiver of OTLP\/HTTP\?/);
});

test('a receiver that hangs up is told again', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = (request) => (requestsOf(receiver).length === 0 ? undefined : answerTo(request));
  const { counts } = await sendEach(t, receiver, 'logs = false');
  assert.deepEqual(pick(counts.traces), { sent: 2, failed: 0, dropped: 0, retries: 1, waiting: 0 });
});

test('an answer that is a redirect is not followed', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  receiver.answer = () => ({ status: 307, headers: { location: receiver.url('/elsewhere') } });
  const { counts, log } = await sendEach(t, receiver, 'logs = false');
  assert.equal(receiver.requests.length, 1);
  assert.equal(counts.traces.failed, 2);
  assert.match(log, /redirects are not followed/);
});

test('over TLS the receiver must be who it is to be, and may ask who we are', async (t) => {
  const home = temporaryDirectory('otlp');
  t.after(() => home.remove());
  const { file } = makeCertificates(home.path);
  const receiver = await startOtlpReceiver({ test: t, tls: { cert: file('server.crt'), key: file('server.key'), ca: file('ca.crt') } });
  const known = `certificate = "${file('ca.crt')}"\nclient_certificate = "${file('client.crt')}"\nclient_key = "${file('client.key')}"`;
  assert.equal((await sendEach(t, receiver, `logs = false\n${known}`)).counts.traces.sent, 2);
  const { counts, log } = await sendEach(t, receiver, 'logs = false\ntimeout = "500ms"');
  assert.equal(counts.traces.waiting, 2);
  assert.match(log, /otlp traces: cannot be sent: localhost:\d+: SSL certificate problem/);
  assert.equal(receiver.requests.length, 1);
});

test('without a receiver, what waits is bounded, and the rest is dropped and counted', async (t) => {
  const nobody = `http://127.0.0.1:${await freePort()}`;
  const { counts, log } = await load(t, `[otlp]\nendpoint = "${nobody}"\nqueue = 1000\nlogs = false\n`, ['5000', '2']);
  assert.equal(counts.traces.waiting, 1000);
  assert.equal(counts.traces.sent, 0);
  assert.ok(counts.traces.dropped > 8000 && counts.traces.dropped <= 9000, `${counts.traces.dropped} dropped`);
  assert.ok(counts.traces.bytes < 1_000_000, `${counts.traces.bytes} bytes wait`);
  assert.equal(log.match(/cannot be sent: 127\.0\.0\.1:\d+: Connection refused/g).length, 1);
  assert.equal(log.match(/more wait to be sent than there is room for/g).length, 1);
  t.diagnostic(JSON.stringify(counts));
});

test('a receiver that comes back is sent what waited', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  await receiver.down();
  let log = '';
  const heard = (text) => (log += text);
  const sending = load(t, `[otlp]\nendpoint = "${receiver.url()}"\nlogs = false\n`, ['100', '1'], { heard });
  await until('a try that fails', () => log.includes('Connection refused'));
  await receiver.up();
  const { counts } = await sending;
  assert.equal(counts.traces.dropped, 0);
  assert.equal(counts.traces.waiting, 0);
  assert.equal(receiver.spans().length, counts.traces.sent);
});

test('thousands of spans a second get through', async (t) => {
  const receiver = await startOtlpReceiver({ test: t });
  const { counts } = await load(t, `[otlp]\nendpoint = "${receiver.url()}"\nlogs = false\nqueue = 10000\n`, ['2000', '2']);
  assert.deepEqual(receiver.errors, []);
  assert.equal(counts.traces.dropped, 0);
  assert.equal(receiver.spans().length, counts.traces.sent);
  assert.ok(counts.traces.sent > 3500, `${counts.traces.sent} sent`);
  t.diagnostic(JSON.stringify(counts));
});

const requestsOf = ({ requests }) => requests.filter(({ path: where }) => where === '/v1/traces');
const spansIn = ({ message }) =>
  message.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)).length;
const pick = ({ sent, failed, dropped, retries, waiting }) => ({ sent, failed, dropped, retries, waiting });

const sendEach = (t, receiver, otlp) =>
  load(t, `[otlp]\nendpoint = "${receiver.url()}"\n${otlp}\n`, ['each'], {
    OTEL_SERVICE_NAME: 'shop',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });

/** Runs the exporter by itself, to its end; `heard` gets its log as it comes. */
function load(t, config, args, { heard = () => {}, ...env } = {}) {
  const file = configFile(t, config);
  const { PATH, HOME, ASAN_OPTIONS, UBSAN_OPTIONS } = process.env;
  const options = { env: { PATH, HOME, ASAN_OPTIONS, UBSAN_OPTIONS, ...env }, timeout: 60_000, killSignal: 'SIGKILL' };
  return new Promise((resolve, reject) => {
    const child = execFile(path.join(build, 'otlp_load'), [file, ...args], options, (error, stdout, log) => {
      if (error) return reject(new Error(`otlp_load ${args.join(' ')}: ${error.message}\n${log}`));
      resolve({ counts: JSON.parse(stdout), log });
    });
    child.stderr.on('data', heard);
  });
}
