// Where alerts and traces meet: incidents on the spans of what they speak of, and the traces of the evidence in every alert.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answerAsTheyDo, leak, receivers, startReceivers, told } from './harness/scene.mjs';
import { LONG, caller, isOfServer, received, startTracedShop } from './harness/traced_scene.mjs';
import { until } from './harness/until.mjs';

const FORM = 'https://grafana/explore?left={"query":"{trace_id}"}';
const link = (traceId) => `https://grafana/explore?left=%7B%22query%22:%22${traceId}%22%7D`;

test('a slow query within a trace: every alert links to it, and its span has the incident', async (t) => {
  const { postgres, receiver, hooks, lifeguard } = await startScene(t);
  const app = caller('a');
  const session = await postgres.session('shop', 'shop');
  await session.query(`select pg_sleep(4) ${app.comment}`);

  const ours = await received(receiver, (span) => isOfServer(span) && span.traceId === app.traceId);
  const event = ours.events.find(({ attributes }) => attributes['lifeguard.incident.rule'] === 'slow_query');
  assert.equal(event.name, 'lifeguard.incident');
  assert.equal(event.attributes['lifeguard.incident.severity'], 'warning');
  assert.ok(event.at > ours.start && event.at <= ours.end);

  const incident = await incidentOf(lifeguard, 'slow_query');
  assert.equal(event.attributes['lifeguard.incident.dedup_key'], incident.dedup_key);
  assert.equal(event.attributes['lifeguard.incident.opened'], incident.opened);
  assert.deepEqual(incident.traces, [{ of: incident.traces[0].of, trace_id: app.traceId, span_id: ours.spanId, url: link(app.traceId) }]);
  assert.match(incident.traces[0].of, /^pid \d+$/);

  const slack = await alert(hooks, '/slack', 'slow_query');
  const [attachment] = slack.json.attachments;
  assert.ok(attachment.blocks.some(({ text }) => text?.text === `*Trace* of <${link(app.traceId)}|${incident.traces[0].of}>`));
  const { json: event2 } = await alert(hooks, '/pagerduty', 'slow_query');
  assert.deepEqual(event2.links, [{ href: link(app.traceId), text: `trace of ${incident.traces[0].of}` }]);
  assert.equal(event2.payload.custom_details.trace_id, app.traceId);
  const { json: hook } = await alert(hooks, '/hook', 'slow_query');
  assert.equal(hook.alerts[0].annotations.trace_id, app.traceId);
  assert.equal(hook.alerts[0].annotations.trace_url, link(app.traceId));
  assert.equal(hook.alerts[0].generatorURL, '');

  const record = await recordOf(receiver, 'slow_query');
  assert.equal(record.traceId, app.traceId);
  assert.equal(record.spanId, ours.spanId);
  assert.deepEqual(receiver.errors, []);
  await lifeguard.stop();
});

test('a slow query without a caller: the alert names the trace before its span is sent', async (t) => {
  const { postgres, receiver, lifeguard } = await startScene(t);
  const session = await postgres.session('shop', 'shop');
  const running = session.query('select pg_sleep(4)');
  const { traces } = await incidentOf(lifeguard, 'slow_query');
  assert.deepEqual(receiver.spans().filter(isOfServer), []);
  await running;
  const ours = await received(receiver, isOfServer);
  assert.equal(traces[0].trace_id, ours.traceId);
  assert.equal(traces[0].span_id, ours.spanId);
  await lifeguard.stop();
});

test('of blocked sessions both are linked, and a leak to the trace of what its session ran last', async (t) => {
  const { postgres, receiver, lifeguard } = await startScene(t);
  const [holder, waiter] = [caller('b'), caller('c')];
  const session = await leak(postgres, { statement: `update stock set n = n - 1 where sku = 'pen' ${holder.comment}` });
  const blocked = (await postgres.session('shop', 'shop')).query(`update stock set n = n - 2 where sku = 'pen' ${waiter.comment}`);

  const blocking = await incidentOf(lifeguard, 'blocked_sessions', ({ traces }) => traces?.length === 2);
  assert.deepEqual(blocking.traces.map(({ trace_id: id }) => id), [holder.traceId, waiter.traceId]);
  assert.equal(blocking.traces[0].span_id, holder.spanId); // it was quick: there is no span of the server
  const leaked = await incidentOf(lifeguard, 'connection_leak');
  assert.equal(leaked.traces[0].trace_id, holder.traceId);
  assert.equal(leaked.traces[0].url, link(holder.traceId));

  await session.query('rollback');
  await blocked;
  const ours = await received(receiver, (span) => isOfServer(span) && span.traceId === waiter.traceId);
  assert.ok(ours.events.some(({ attributes }) => attributes['lifeguard.incident.rule'] === 'blocked_sessions'));
  await lifeguard.stop();
});

test('of a trace that is not kept nothing is said', async (t) => {
  const { postgres, receiver, hooks, lifeguard } = await startScene(t);
  const app = caller('d', { sampled: false });
  const session = await postgres.session('shop', 'shop');
  await session.query(`select pg_sleep(3) ${app.comment}`);
  const incident = await incidentOf(lifeguard, 'slow_query');
  assert.equal(incident.traces, undefined);
  const sent = [await alert(hooks, '/slack', 'slow_query'), await alert(hooks, '/pagerduty', 'slow_query'), await alert(hooks, '/hook', 'slow_query')];
  for (const { body } of sent) assert.doesNotMatch(body, /trace_id|grafana|dddddddd/);
  assert.equal((await recordOf(receiver, 'slow_query')).traceId ?? '', '');
  await lifeguard.stop();
});

async function startScene(t) {
  const hooks = await startReceivers(t);
  answerAsTheyDo(hooks);
  const scene = await startTracedShop(t, { otlp: `trace_url = '${FORM}'`, toml: receivers(hooks) });
  return { ...scene, hooks };
}

const incidentOf = (lifeguard, rule, isIt = () => true) =>
  until(`an incident of ${rule}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find((incident) => incident.rule === rule && incident.opened && isIt(incident));
  }, LONG);

const recordOf = (receiver, rule) =>
  until('its record', () => receiver.logs().find(({ attributes }) => attributes['lifeguard.incident.rule'] === rule), LONG);

const alert = (hooks, path, rule) => until(`${path} to be told`, () => told(hooks, path, rule)[0], LONG);
