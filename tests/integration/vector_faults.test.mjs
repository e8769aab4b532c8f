import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';

import { freePort } from './harness/free_port.mjs';
import { startWatched } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

const DATABASE = '/api/v2/tenants/default_tenant/databases/default_database';
const COLLECTION = {
  id: 'a0d02321-2183-4f86-bb92-2c0ca5abf240',
  name: 'docs',
  configuration_json: { hnsw: { space: 'l2', ef_construction: 100, ef_search: 100, max_neighbors: 16 } },
  metadata: null,
  dimension: 3,
};

/** What a sound Chroma answers, so that each test says only what is wrong. */
const SOUND = {
  'GET /api/v2/heartbeat': { 'nanosecond heartbeat': 1795226005026724369 },
  'GET /api/v2/healthcheck': { is_executor_ready: true, is_log_client_ready: true },
  'GET /api/v2/version': '1.0.0',
  'GET /api/v2/tenants/default_tenant': { name: 'default_tenant' },
  [`GET ${DATABASE}`]: { name: 'default_database' },
  [`GET ${DATABASE}/collections?limit=1000`]: [COLLECTION],
  [`GET ${DATABASE}/collections/docs`]: COLLECTION,
  [`GET ${DATABASE}/collections/${COLLECTION.id}/count`]: 3,
  [`POST ${DATABASE}/collections/${COLLECTION.id}/get`]: { ids: ['a', 'b', 'c'], embeddings: [[1, 0, 0], [0, 1, 0], [0, 0, 1]] },
};

/** A Chroma that answers as it should, but for what `faulty(request, response)` answers itself. */
async function fake(t, faulty = () => false, tls = undefined) {
  const port = await freePort();
  const asked = [];
  const answerTo = (request, response) => {
    const line = `${request.method} ${request.url}`;
    asked.push({ line, headers: request.headers, at: performance.now() });
    if (faulty({ line, headers: request.headers }, response)) return;
    const body = SOUND[line];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
  };
  const server = tls ? https.createServer(tls, answerTo) : http.createServer(answerTo);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, asked };
}

const store = (name, port, more = '') => `
[[vector]]
name = "${name}"
url = "http://127.0.0.1:${port}"
interval = "200ms"
timeout = "1s"
${more}
`;

/** Watches the faulty store, and a sound one beside it, which must never miss a look. */
async function watchBoth(t, port, more, rules = '') {
  const sound = await fake(t);
  const lifeguard = await startWatched(t, { config: store('docs', port, more) + store('sound', sound.port) + rules });
  await until('the sound store to be up', async () => (await target(lifeguard, 'sound'))?.up, { within: 40_000 });
  return lifeguard;
}

const target = async (lifeguard, name) => (await lifeguard.api('health')).targets.find((each) => each.target === name);

const told = (lifeguard, pattern, name) =>
  until(
    `${pattern} to be told`,
    async () => {
      const docs = await target(lifeguard, 'docs');
      const errors = [docs.error, ...docs.parts.filter((each) => !name || each.part === name).map(({ error }) => error)];
      return errors.find((error) => pattern.test(error ?? '')) ?? assert.fail(JSON.stringify(docs));
    },
    { within: 20_000 },
  );

async function othersAreWell(lifeguard) {
  const sound = await target(lifeguard, 'sound');
  assert.ok(sound.up && sound.age_seconds < 2, `the sound store was seen ${sound.age_seconds} s ago`);
  const lag = (await lifeguard.metrics()).value('lifeguard_loop_lag_seconds');
  assert.ok(lag < 1, `the event loop was ${lag} s late`);
}

const answer = (response, status, body, headers = {}) => {
  response.writeHead(status, headers).end(body);
  return true;
};

const isListing = ({ line }) => line.startsWith(`GET ${DATABASE}/collections`);

for (const [status, advice] of [[401, 'set api_key, or the one that is set is wrong'], [403, 'the api_key that is set may not do this']]) {
  test(`${status} behind a green heartbeat says what to do about the key, and the key is not told`, async (t) => {
    const { port, asked } = await fake(
      t,
      (request, response) =>
        !/heartbeat|healthcheck|version/.test(request.line) &&
        answer(response, status, '{"error":"AuthError","message":"Forbidden for hunter2"}', { 'content-type': 'application/json' }),
    );
    const lifeguard = await watchBoth(t, port, 'api_key = "hunter2"');
    t.diagnostic(await told(lifeguard, new RegExp(`GET \\S+ answered ${status} \\(Forbidden for \\*\\*\\*\\); ${advice}`)));
    assert.equal((await target(lifeguard, 'docs')).up, true);
    assert.equal(asked.at(-1).headers['x-chroma-token'], 'hunter2');
    await othersAreWell(lifeguard);
    const health = JSON.stringify(await lifeguard.api('health'));
    assert.ok(!health.includes('hunter2') && !lifeguard.logs().includes('hunter2'));
    await lifeguard.stop();
  });
}

/** For how long nothing was asked after a refusal, but for what was on its way already. */
const silenceAfter = ({ asked }, refused) => asked.find(({ at }) => at > refused.at + 200).at - refused.at;

test('429 with Retry-After is obeyed: nothing is asked until then', async (t) => {
  let refuse = true;
  const chroma = await fake(
    t,
    (request, response) => refuse && isListing(request) && answer(response, 429, '{"message":"slow down"}', { 'retry-after': '3' }),
  );
  const lifeguard = await watchBoth(t, chroma.port);
  t.diagnostic(await told(lifeguard, /not asked until 2\S+Z: the store answered 429 and wants to be left alone/));
  const refused = chroma.asked.find(isListing);
  refuse = false;
  await until('the collections to come', async () => (await target(lifeguard, 'docs')).availability === 'available', { within: 30_000 });
  const silence = silenceAfter(chroma, refused);
  assert.ok(silence > 2_900, `it was asked again after ${silence} ms`);
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

test('a probe that is told by 429 to wait until a date has the looks wait too', async (t) => {
  let refused;
  const chroma = await fake(t, ({ line }, response) => {
    if (refused || !line.endsWith('/get')) return false;
    refused = chroma.asked.at(-1);
    return answer(response, 429, '', { 'retry-after': new Date(Date.now() + 5_000).toUTCString() });
  });
  const lifeguard = await watchBoth(t, chroma.port, 'collections = ["docs"]\nprobe = "read"\nprobe_interval = "5s"');
  await until('the probe to be refused', () => refused, { within: 60_000 });
  await until('it to be asked again', () => chroma.asked.some(({ at }) => at > refused.at + 200), { within: 30_000 });
  const silence = silenceAfter(chroma, refused);
  t.diagnostic(`it was left alone for ${Math.round(silence)} ms`);
  assert.ok(silence > 3_900 && silence < 8_000, `it was asked again after ${silence} ms`);
  await lifeguard.stop();
});

test('a store that answers 429 to everything is there, and what is known of it is told with its age', async (t) => {
  let refuse = false;
  const { port } = await fake(t, (_, response) => refuse && answer(response, 429, '{"message":"slow down"}', { 'retry-after': '60' }));
  const quick = '[rules.vector_unready]\nfor = "1s"\n';
  const lifeguard = await watchBoth(t, port, 'collections = ["docs"]', quick);
  await until('the collections to come', async () => (await target(lifeguard, 'docs')).availability === 'available', { within: 30_000 });
  refuse = true;
  t.diagnostic(await told(lifeguard, /left alone; what is known of them is of 2\S+Z$/, 'collections'));
  const warned = await until('a warning', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find(({ rule, state }) => rule === 'vector_unready' && state === 'firing');
  }, { within: 30_000 });
  t.diagnostic(`${warned.severity} ${warned.rule}: ${warned.summary}`);
  assert.equal(warned.severity, 'warning');
  const { up, availability, incidents } = await target(lifeguard, 'docs');
  assert.deepEqual([up, availability], [true, 'available']);
  assert.deepEqual(incidents.map(({ rule }) => rule), ['vector_unready']);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_vector_collection_vectors', { target: 'docs', collection: 'docs' }), undefined, 'no measure of before');
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

test('where nobody listens, what to see to is said', async (t) => {
  const lifeguard = await watchBoth(t, await freePort());
  t.diagnostic(await told(lifeguard, /heartbeat: 127\.0\.0\.1:\d+: Connection refused; does the store run, and is url its host and port/));
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

test('500 with a page of HTML is told as what a proxy says', async (t) => {
  const { port } = await fake(t, (request, response) => isListing(request) && answer(response, 500, '<html><h1>502 Bad Gateway</h1></html>'));
  const lifeguard = await watchBoth(t, port);
  t.diagnostic(await told(lifeguard, /GET \S+ answered 500 \(a page of HTML, as of a proxy in between\)/, 'collections'));
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

test('a body of 200 MB is not read to its end', async (t) => {
  let sent = 0;
  const block = Buffer.alloc(1 << 20, ' ');
  const { port } = await fake(t, (request, response) => {
    if (!isListing(request)) return false;
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 200 << 20 });
    const send = () => {
      while (sent < 200 << 20 && !response.destroyed) {
        sent += block.length;
        if (!response.write(block)) return response.once('drain', send);
      }
    };
    send();
    return true;
  });
  const lifeguard = await watchBoth(t, port, 'interval = "10s"'.replace('interval', 'probe_interval'));
  t.diagnostic(await told(lifeguard, /GET \S+: 127\.0\.0\.1:\d+: the answer is larger than 8 MiB/, 'collections'));
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

const SHAPES = [
  ['an object where a list was expected', (response) => answer(response, 200, '{}'), /GET \S+ is an object where a list was expected/],
  ['a collection without a name', (response) => answer(response, 200, '[{"id":"x"}]'), /\[0\]: name is missing where a text was expected/],
  ['half a list', (response) => answer(response, 200, '[{"id":'), /GET \S+ answered what is no JSON: \[\{"id":/],
  ['nothing', (response) => answer(response, 200, ''), /GET \S+ answered what is no JSON: nothing/],
  ['bytes that are no text', (response) => answer(response, 200, Buffer.from([0xff, 0xfe, 0, 1])), /GET \S+ answered what is no JSON/],
  ['depths without end', (response) => answer(response, 200, '['.repeat(100_000)), /GET \S+ answered what is no JSON/],
];
for (const [what, send, says] of SHAPES) {
  test(`JSON of the wrong shape is told by its place: ${what}`, async (t) => {
    const { port } = await fake(t, (request, response) => isListing(request) && send(response));
    const lifeguard = await watchBoth(t, port);
    t.diagnostic(await told(lifeguard, says, 'collections'));
    assert.equal((await target(lifeguard, 'docs')).up, true);
    await othersAreWell(lifeguard);
    await lifeguard.stop();
  });
}

test('a server that takes connections and never answers is down by the deadline', async (t) => {
  const port = await freePort();
  const sockets = [];
  const server = net.createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const lifeguard = await watchBoth(t, port);
  t.diagnostic(await told(lifeguard, /^GET \/api\/v2\/heartbeat: 127\.0\.0\.1:\d+: no answer within 400 ms$/));
  t.diagnostic(await told(lifeguard, /^not asked, since GET \/api\/v2\/heartbeat got no answer$/, 'collections'));
  await othersAreWell(lifeguard);
  await lifeguard.stop();
});

test('a Chroma of old, and what is no Chroma at all, are named', async (t) => {
  const old = await fake(t, ({ line }, response) =>
    line === 'GET /api/v1/heartbeat' ? answer(response, 200, '{"nanosecond heartbeat":1}') : answer(response, 404, '{"detail":"Not Found"}'),
  );
  const lifeguard = await watchBoth(t, old.port);
  t.diagnostic(await told(lifeguard, /this Chroma has the v1 API only, which ended with version 0\.6/));
  await lifeguard.stop();

  const web = await fake(t, (_, response) => answer(response, 404, '<html>Not found</html>'));
  const another = await watchBoth(t, web.port);
  t.diagnostic(await told(another, /GET \/api\/v2\/heartbeat answered 404 \(a page of HTML.*\); is url the store itself, and kind the product/));
  await another.stop();
});

test('a store that is not ready says which part of it is not', async (t) => {
  const { port } = await fake(
    t,
    ({ line }, response) => line.endsWith('/healthcheck') && answer(response, 503, '{"is_executor_ready":false,"is_log_client_ready":true}'),
  );
  const lifeguard = await watchBoth(t, port);
  await until('the store not to be ready', async () => (await target(lifeguard, 'docs')).availability === 'not ready');
  assert.equal((await lifeguard.metrics()).value('lifeguard_vector_ready', { target: 'docs' }), 0);
  await lifeguard.stop();
});

test('over TLS the end of the certificate is told, and one that nobody vouches for is refused', async (t) => {
  const home = temporaryDirectory('certificate');
  t.after(home.remove);
  const [key, cert] = ['key', 'crt'].map((name) => path.join(home.path, `server.${name}`));
  const names = ['-subj', '/CN=store', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '20', ...names], {
    stdio: 'ignore',
  });
  const { port } = await fake(t, () => false, { key: fs.readFileSync(key), cert: fs.readFileSync(cert) });
  const secure = (name, more) => store(name, port, more).replace('http:', 'https:').replace('"1s"', '"10s"');
  const lifeguard = await startWatched(t, { config: secure('docs', '') + secure('trusted', `tls_ca = "${cert}"`) });
  t.diagnostic(await told(lifeguard, /GET \S+: 127\.0\.0\.1:\d+: SSL certificate problem/));
  const ends = await until('the end of the certificate', async () => {
    const metrics = await lifeguard.metrics();
    return metrics.value('lifeguard_vector_tls_certificate_expiry_timestamp_seconds', { target: 'trusted' });
  });
  const days = (ends - Date.now() / 1_000) / 86_400;
  assert.ok(days > 19.9 && days <= 20, `it ends in ${days} days`);
  await lifeguard.stop();
});
