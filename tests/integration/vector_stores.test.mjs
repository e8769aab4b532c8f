import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startFakeMilvus } from './harness/fake_milvus.mjs';
import { startFakePinecone } from './harness/fake_pinecone.mjs';
import { startFakeQdrant } from './harness/fake_qdrant.mjs';
import { startFakeWeaviate } from './harness/fake_weaviate.mjs';
import { startWatched } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

// Servers that tests make up, after the public description of each product's API: what the products really do is for those who
// run them to tell.

const watching = (kind, { url }, more = '') => `
[[vector]]
name = "${kind}"
kind = "${kind}"
url = "${url}"
interval = "300ms"
probe_interval = "5s"
${more}
`;

const watch = (t, kind, store, more) => startWatched(t, { config: watching(kind, store, more) });

const patience = { within: 40_000 };

const target = async (lifeguard, name) => (await lifeguard.api('health')).targets.find((each) => each.target === name);

/** Waits until each of these is what it says: {'collection_vectors': 40, 'index_param m': 16}; undefined is no such sample. */
function shows(lifeguard, kind, collection, wanted) {
  return until(
    `${collection} of ${kind} to show ${JSON.stringify(wanted)}`,
    async () => {
      const metrics = await lifeguard.metrics();
      const found = {};
      for (const key of Object.keys(wanted)) {
        const [name, param] = key.split(' ');
        const labels = { target: kind, ...(collection && { collection }), ...(param && { param }) };
        found[key] = metrics.value(`lifeguard_vector_${name}`, labels);
      }
      assert.deepEqual(found, wanted);
      return true;
    },
    patience,
  );
}

const inState = (lifeguard, kind, labels) =>
  until(
    `${kind} to be ${JSON.stringify(labels)}`,
    async () => {
      const states = (await lifeguard.metrics()).samples('lifeguard_vector_collection_status', { target: kind });
      const found = states.find((each) => Object.entries(labels).every(([name, value]) => each.labels[name] === value));
      return found ?? assert.fail(JSON.stringify(states));
    },
    patience,
  );

const told = (lifeguard, kind, pattern, more = {}) =>
  until(
    `${pattern} to be told of ${kind}`,
    async () => {
      const { error, parts } = await target(lifeguard, kind);
      const errors = [error, ...parts.map((each) => each.error)];
      return errors.find((each) => pattern.test(each ?? '')) ?? assert.fail(JSON.stringify(errors));
    },
    { ...patience, ...more },
  );

async function probed(lifeguard, kind, collection) {
  await shows(lifeguard, kind, collection, { self_recall_ratio: 1, probe_results_ratio: 1 });
  await until(
    'each probe to succeed',
    async () => {
      const metrics = await lifeguard.metrics();
      const success = (op) => metrics.value('lifeguard_vector_probe_success', { target: kind, op });
      assert.deepEqual(['ready', 'collections', 'sample', 'search', 'write'].map(success), [1, 1, 1, 1, 1], (await target(lifeguard, kind)).error);
      return true;
    },
    patience,
  );
}

test('Qdrant: a green collection, and each way in which one is not, while /healthz stays as it is', async (t) => {
  const qdrant = await startFakeQdrant({ test: t, key: 'k' });
  const docs = qdrant.make('docs', { size: 6, distance: 'Euclid', count: 40 });
  const lifeguard = await watch(t, 'qdrant', qdrant, 'api_key = "k"\ncollections = ["docs", "gone"]\nprobe = "write"');
  await shows(lifeguard, 'qdrant', 'docs', {
    collection_vectors: 40,
    collection_indexed_vectors: 40,
    collection_dimension: 6,
    collection_segments: 2,
    'index_param m': 16,
    'index_param ef_construction': 100,
  });
  await shows(lifeguard, 'qdrant', '', { ready: 1, collections_missing: 1 });
  await inState(lifeguard, 'qdrant', { collection: 'docs', condition: 'serving', status: 'green' });
  await probed(lifeguard, 'qdrant', 'docs');
  assert.equal(qdrant.collections['lifeguard-probe'].vectors.size, 1, 'one vector of its own, whatever the number of probes');

  docs.info = { status: 'yellow', indexed_vectors_count: 10 };
  await inState(lifeguard, 'qdrant', { condition: 'building', status: 'yellow' });
  await shows(lifeguard, 'qdrant', 'docs', { collection_indexed_vectors: 10 });
  docs.info = { status: 'grey' };
  await inState(lifeguard, 'qdrant', { condition: 'degraded', status: 'grey' });
  docs.info = { status: 'red', optimizer_status: { error: 'No space left on device' } };
  await inState(lifeguard, 'qdrant', { condition: 'broken', status: 'red' });
  docs.info = {};
  docs.cluster = { local_shards: [{ shard_id: 0, points_count: 0, state: 'Dead' }] };
  await inState(lifeguard, 'qdrant', { condition: 'broken', status: 'green' });
  docs.cluster = {};

  docs.vectors.lost = new Set(['0', '1']);
  qdrant.old = true;
  await until('the vectors that are lost to be missed', async () => {
    const ratio = (await lifeguard.metrics()).value('lifeguard_vector_self_recall_ratio', { target: 'qdrant', collection: 'docs' });
    return ratio === 0.9 || assert.fail(`${ratio}`); // two of the twenty of the second look, after two of five were missed
  }, patience);

  qdrant.readyz = [503, 'some shards are not ready'];
  await shows(lifeguard, 'qdrant', '', { ready: 0 });
  assert.ok(!qdrant.asked.some(({ path }) => path === '/healthz'));
  await lifeguard.stop();
});

test('Qdrant: points that do not have the vector that is searched are not lost', async (t) => {
  const qdrant = await startFakeQdrant({ test: t });
  qdrant.make('docs', { size: 6, count: 4, field: 'text', bare: 40 });
  const lifeguard = await watch(t, 'qdrant', qdrant, 'collections = ["docs"]\nprobe = "read"');
  await shows(lifeguard, 'qdrant', 'docs', { collection_vectors: 44, self_recall_ratio: 1, probe_results_ratio: 1 });
  qdrant.old = true; // nobody can say which points have it, and the first forty have not
  await shows(lifeguard, 'qdrant', 'docs', { self_recall_ratio: undefined, probe_results_ratio: undefined });
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.map(({ rule }) => rule), []);

  qdrant.old = false;
  qdrant.collections.docs.vectors.lost = new Set(['0']);
  await shows(lifeguard, 'qdrant', 'docs', { self_recall_ratio: 0.75, probe_results_ratio: 0.75 });
  await lifeguard.stop();
});

test('Weaviate: shards, queues and nodes behind a readiness that stays as it is', async (t) => {
  const weaviate = await startFakeWeaviate({ test: t, key: 'k' });
  const docs = weaviate.make('Docs', { dimension: 6, count: 40 });
  const lifeguard = await watch(t, 'weaviate', weaviate, 'api_key = "k"\ncollections = ["docs"]\ndimension = 6\nprobe = "write"');
  await shows(lifeguard, 'weaviate', 'docs', {
    collection_vectors: 40,
    collection_indexed_vectors: 40,
    collection_dimension: 6,
    index_backlog: 0,
    'index_param m': 32,
    'index_param ef_construction': 128,
    'index_param ef_search': undefined,
  });
  await inState(lifeguard, 'weaviate', { collection: 'docs', condition: 'serving', status: 'READY' });
  await probed(lifeguard, 'weaviate', 'docs');
  assert.equal(weaviate.classes.LifeguardProbe.vectors.size, 1);

  docs.shard = { vectorIndexingStatus: 'INDEXING', vectorQueueLength: 30 };
  await inState(lifeguard, 'weaviate', { condition: 'building', status: 'INDEXING' });
  await shows(lifeguard, 'weaviate', 'docs', { collection_indexed_vectors: 10, index_backlog: 30 });
  docs.shard = { vectorIndexingStatus: 'READONLY' };
  await inState(lifeguard, 'weaviate', { condition: 'degraded', status: 'READONLY' });
  docs.shard = {};

  await shows(lifeguard, 'weaviate', '', { ready: 1 });
  weaviate.node = { status: 'UNAVAILABLE', shards: null };
  await shows(lifeguard, 'weaviate', '', { ready: 0 });
  await shows(lifeguard, 'weaviate', 'docs', { collection_vectors: undefined });
  weaviate.node = {};
  await shows(lifeguard, 'weaviate', '', { ready: 1 });
  weaviate.ready = 503;
  await shows(lifeguard, 'weaviate', '', { ready: 0 });
  await lifeguard.stop();
});

test('Weaviate: a tenant is looked for, and only its objects are searched', async (t) => {
  const weaviate = await startFakeWeaviate({ test: t });
  const docs = weaviate.make('Docs', { dimension: 4, count: 20, tenants: { alice: 'HOT' } });
  const lifeguard = await watch(t, 'weaviate', weaviate, 'collections = ["Docs"]\ntenant = "alice"\nprobe = "read"');
  await shows(lifeguard, 'weaviate', 'Docs', { collection_vectors: 20, self_recall_ratio: 1 });
  docs.tenants = { alice: 'OFFLOADED' };
  await shows(lifeguard, 'weaviate', '', { ready: 0 });
  docs.tenants = { bob: 'HOT' };
  await shows(lifeguard, 'weaviate', 'Docs', { collection_vectors: undefined });
  await shows(lifeguard, 'weaviate', '', { ready: 0 });
  await lifeguard.stop();
});

test('Milvus: what its answers hide behind a status of 200', async (t) => {
  const milvus = await startFakeMilvus({ test: t, key: 'root:Milvus' });
  const docs = milvus.make('docs', { dimension: 6, metricType: 'L2', count: 40, key: 'doc_id' });
  const lifeguard = await watch(t, 'milvus', milvus, 'api_key = "root:Milvus"\ncollections = ["docs", "gone"]\nprobe = "write"');
  await shows(lifeguard, 'milvus', 'docs', { collection_vectors: 40, collection_indexed_vectors: 40, collection_dimension: 6, index_backlog: 0 });
  await shows(lifeguard, 'milvus', '', { ready: 1, collections_missing: 1 });
  await inState(lifeguard, 'milvus', { collection: 'docs', condition: 'serving', status: 'LoadStateLoaded' });
  await probed(lifeguard, 'milvus', 'docs');
  assert.equal(milvus.collections.lifeguard_probe.vectors.size, 1);

  docs.index = { indexState: 'InProgress', indexedRows: 10, pendingRows: 30 };
  await inState(lifeguard, 'milvus', { condition: 'building', status: 'InProgress' });
  await shows(lifeguard, 'milvus', 'docs', { collection_indexed_vectors: 10, index_backlog: 30 });
  docs.index = { indexState: 'Failed', failReason: 'not enough memory' };
  await inState(lifeguard, 'milvus', { condition: 'broken', status: 'Failed' });
  docs.index = {};
  docs.load = 'LoadStateLoading';
  await inState(lifeguard, 'milvus', { condition: 'building', status: 'LoadStateLoading, 40 %' });
  docs.load = 'LoadStateNotLoad';
  await inState(lifeguard, 'milvus', { condition: 'broken', status: 'LoadStateNotLoad' });

  milvus.failure = [65535, 'service not ready[proxy=1: Initializing]'];
  await shows(lifeguard, 'milvus', '', { ready: 0 });
  t.diagnostic(await told(lifeguard, 'milvus', /POST \S+collections\/describe answered code 65535 \(service not ready/));
  await lifeguard.stop();
});

test('Milvus: a database that is not there is told, and is not an empty one', async (t) => {
  const milvus = await startFakeMilvus({ test: t });
  const lifeguard = await watch(t, 'milvus', milvus, 'database = "shop"');
  await shows(lifeguard, 'milvus', '', { ready: 0 });
  t.diagnostic(await told(lifeguard, 'milvus', /answered code 800 \(database not found\[database=shop\]\)/));
  milvus.databases.push('shop');
  await shows(lifeguard, 'milvus', '', { ready: 1 });
  await lifeguard.stop();
});

test('Pinecone: an index of both planes, and what is read of it counted', async (t) => {
  const pinecone = await startFakePinecone({ test: t, key: 'k', metric: 'dotproduct' });
  pinecone.make('shop', 40);
  pinecone.make('trial', 3);
  const lifeguard = await watch(t, 'pinecone', pinecone, 'api_key = "k"\ncollections = ["docs"]\nprobe = "write"');
  await shows(lifeguard, 'pinecone', 'docs', { collection_vectors: 43, collection_dimension: 12 });
  await inState(lifeguard, 'pinecone', { collection: 'docs', condition: 'serving', status: 'Ready' });
  await probed(lifeguard, 'pinecone', 'docs');
  await until('a vector that was written to be asked for', () => pinecone.asked.some(({ body }) => body?.topK && body.namespace === 'lifeguard-probe'), patience);
  assert.equal(pinecone.namespaces['lifeguard-probe'].size, 1);
  await shows(lifeguard, 'pinecone', 'docs', { collection_vectors: 43 });
  assert.ok(pinecone.asked.every(({ headers }) => headers['x-pinecone-api-version'] === '2026-04'));
  const units = () => pinecone.asked.filter(({ path }) => /query|fetch|list/.test(path)).length;
  await until('what was read to be counted', async () => {
    const value = (await lifeguard.metrics()).samples('lifeguard_vector_read_units_total', { target: 'pinecone' })[0]?.value;
    return value === units() || assert.fail(`${value} of ${units()}`);
  }, patience);

  pinecone.index = { status: { ready: false, state: 'Terminating' } };
  await inState(lifeguard, 'pinecone', { condition: 'broken', status: 'Terminating' });
  pinecone.index = {};
  pinecone.refusal = [429, { code: 8, message: 'Too many requests', details: [] }, { 'retry-after': '60' }];
  t.diagnostic(await told(lifeguard, 'pinecone', /not asked until \S+: the store answered 429 and wants to be left alone/));
  await lifeguard.stop();
});

test('Pinecone: probes end with the read units of an hour', async (t) => {
  const pinecone = await startFakePinecone({ test: t, price: 400 });
  pinecone.make('', 40);
  const lifeguard = await watch(t, 'pinecone', pinecone, 'api_key = "k"\ncollections = ["docs"]\nprobe = "read"');
  await shows(lifeguard, 'pinecone', 'docs', { self_recall_ratio: 1 });
  await until('the budget to be told of', () => /pinecone: not probed for another .*: probes have read 2800 read units/.test(lifeguard.logs()), patience);
  const asked = pinecone.asked.filter(({ path }) => path === '/query').length;
  assert.equal(asked, 5);
  await shows(lifeguard, 'pinecone', 'docs', { collection_vectors: 40 });
  await lifeguard.stop();
});

const STRANGERS = [
  ['qdrant', startFakeQdrant, /GET \/collections answered 401 \(Invalid API key or JWT\); set api_key, or the one that is set is wrong/],
  ['weaviate', startFakeWeaviate, /GET \/v1\/\S+ answered 401 \(invalid api key, please provide a valid api key\); set api_key/],
  ['milvus', startFakeMilvus, /POST \/v2\/vectordb\/collections\/list answered 401 \(user hasn't authenticated\); set api_key/],
  ['pinecone', startFakePinecone, /GET \/indexes answered 401 \(Invalid API key\.\); set api_key/],
];

test("a wrong key is told in each product's own words, and is not told itself", async (t) => {
  let config = '';
  for (const [kind, start] of STRANGERS) config += watching(kind, await start({ test: t, key: 'right' }), 'api_key = "hunter2"');
  const lifeguard = await startWatched(t, { config });
  for (const [kind, , pattern] of STRANGERS) t.diagnostic(await told(lifeguard, kind, pattern));
  assert.ok(!JSON.stringify(await lifeguard.api('health')).includes('hunter2') && !lifeguard.logs().includes('hunter2'));
  await lifeguard.stop();
});
