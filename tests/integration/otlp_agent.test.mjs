import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configFile } from './harness/config_file.mjs';
import { freePort } from './harness/free_port.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startOtlpReceiver } from './harness/otlp_receiver.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const SOON = { within: 30_000 };
const otlp = (endpoint, more = '') => `
[otlp]
endpoint = "${endpoint}"
slow_after = "200ms"
${more}
`;

test('the agent says where it sends, and how that goes', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startOtlpReceiver({ test: t });
  const lifeguard = await startScene(t, postgres, otlp(receiver.url()));
  assert.match(lifeguard.logs(), new RegExp(`otlp: sends traces to localhost:${receiver.port} \\(http/protobuf, gzip\\)`));
  assert.match(lifeguard.logs(), /otlp: sends logs to localhost/);
  await beSlow(postgres);
  await until('the span', () => receiver.spans().length > 0, SOON);
  await until('its being counted', async () => (await count(lifeguard, 'sent_total')) > 0, SOON);
  assert.equal(await count(lifeguard, 'failed_total'), 0);
  assert.equal(await count(lifeguard, 'dropped_total'), 0);
  assert.ok((await count(lifeguard, 'last_success_timestamp_seconds')) > Date.now() / 1000 - 60);
  assert.match(lifeguard.logs(), /otlp traces: the receiver takes them/);
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

test('without a receiver the agent works on; a reload sends what waited elsewhere', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startOtlpReceiver({ test: t });
  const lifeguard = await startScene(t, postgres, otlp(`http://127.0.0.1:${await freePort()}`));
  await beSlow(postgres);
  await until('a try', async () => (await count(lifeguard, 'retries_total')) > 0, SOON);
  assert.ok((await count(lifeguard, 'queue_length')) > 0);
  const [main] = (await lifeguard.api('health')).targets;
  assert.equal(main.up, true);
  lifeguard.configure(target(postgres) + otlp(receiver.url()));
  lifeguard.reload();
  await until('what waited', () => receiver.spans().length > 0, SOON);
  await until('an empty queue', async () => (await count(lifeguard, 'queue_length')) === 0, SOON);
  await lifeguard.stop();
});

test('what waits is sent at the end, and a receiver that hangs does not hold the end up', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startOtlpReceiver({ test: t });
  const { answer } = receiver;
  const lifeguard = await startScene(t, postgres, otlp(receiver.url()), { OTEL_BSP_SCHEDULE_DELAY: '3600000' });
  await beSlow(postgres);
  await until('a span to wait', async () => (await count(lifeguard, 'queue_length')) > 0, SOON);
  assert.equal(receiver.spans().length, 0);
  await lifeguard.stop();
  assert.ok(receiver.spans().length > 0);

  await lifeguard.start();
  receiver.answer = () => new Promise(() => {});
  await beSlow(postgres);
  await until('a span to wait', async () => (await count(lifeguard, 'queue_length')) > 0, SOON);
  await lifeguard.stop(); // which sees to it that this takes less than two seconds
  assert.match(lifeguard.logs(), /otlp traces: \d+ were not sent/);
  receiver.answer = answer;
});

test('check sends one of each, and says what came of it', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startOtlpReceiver({ test: t });
  const check = (config, env) => runToEnd(['check', '-c', configFile(t, '[agent]\nstate_dir = ""\n' + target(postgres) + config)], { env });

  const well = await check(otlp(receiver.url(), 'metrics = true'));
  assert.match(well.stdout, /^ {2}ok {4}traces to localhost:\d+ \(http\/protobuf, gzip\): a span named lifeguard check was taken$/m);
  assert.match(well.stdout, /^ {2}ok {4}logs to .*: a log record named lifeguard\.check was taken$/m);
  assert.match(well.stdout, /^ {2}ok {4}metrics to .*: lifeguard_build_info was taken$/m);
  assert.deepEqual(receiver.errors, []);
  const [{ name, spanId }] = receiver.spans();
  assert.equal(name, 'lifeguard check');
  assert.doesNotMatch(spanId, /^0+$/);
  assert.equal(receiver.logs()[0].eventName, 'lifeguard.check');
  assert.equal(receiver.metrics()[0].name, 'lifeguard_build_info');

  receiver.answer = () => ({ status: 401 });
  const refused = await check(otlp(receiver.url(), 'logs = false'));
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^ {2}FAIL {2}traces to .*: answered 401 \(what it asks for goes to headers in \[otlp\]\)$/m);

  const nobody = await check(otlp(`http://127.0.0.1:${await freePort()}`, 'logs = false'));
  assert.equal(nobody.code, 1);
  assert.match(nobody.stdout, /FAIL {2}traces to .*: Connection refused/);

  const grpc = await check('', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url(), OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  assert.match(grpc.stdout, /^ {2}warn {2}OTEL_EXPORTER_OTLP_PROTOCOL: is grpc, which Lifeguard does not speak/m);

  const none = await check('');
  assert.doesNotMatch(none.stdout, /^otlp$/m);
});

async function startScene(t, postgres, config, env = {}) {
  const lifeguard = await startWatched(t, { config: target(postgres) + config, env });
  await until('a look', async () => (await lifeguard.metrics()).value('lifeguard_target_up') === 1, SOON);
  return lifeguard;
}

const beSlow = (postgres) => postgres.sql('select pg_sleep(1)', [], 'shop');

const count = async (lifeguard, name) => (await lifeguard.metrics()).value(`lifeguard_otlp_${name}`, { signal: 'traces' });
