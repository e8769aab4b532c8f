import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startChild } from './harness/child.mjs';
import { noChroma, startChroma } from './harness/chroma.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { QUICK_RULES, startWatched } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { until } from './harness/until.mjs';

const skip = noChroma;

const watching = (chroma, more = '') => `
[[vector]]
name = "docs"
url = "${chroma.url}"
interval = "500ms"
${more}
`;

const QUICK = `
[rules.vector_unready]
for = "1s"
recover_for = "1s"
[rules.vector_self_recall]
recover_for = "1s"
`;

const watch = (t, chroma, more, rules = QUICK) => startWatched(t, { config: watching(chroma, more) + rules });

const docs = async (lifeguard) => (await lifeguard.api('health')).targets.find(({ target }) => target === 'docs');

const part = async (lifeguard, name) => (await docs(lifeguard))?.parts.find((each) => each.part === name);

const isUp = (lifeguard) => until('the store to be up', async () => (await docs(lifeguard))?.up, { within: 40_000 });

const metric = (lifeguard, name, labels, fits, patience = { within: 30_000 }) =>
  until(
    `lifeguard_vector_${name} ${JSON.stringify(labels)}`,
    async () => {
      const value = (await lifeguard.metrics()).value(`lifeguard_vector_${name}`, { target: 'docs', ...labels });
      return value !== undefined && fits(value) ? { value } : assert.fail(`is ${value}`);
    },
    patience,
  );

const incident = (lifeguard, rule, state = 'firing', patience = { within: 40_000 }) =>
  until(
    `${rule} to be ${state}`,
    async () => {
      const { incidents } = await lifeguard.api('incidents');
      return incidents.find((each) => each.rule === rule && each.state === state) ?? assert.fail(JSON.stringify(incidents));
    },
    patience,
  );

/** `lifeguard check` or `once` of this config, to its end. */
async function command(t, name, config, env = {}) {
  const home = temporaryDirectory('command');
  t.after(home.remove);
  const file = path.join(home.path, 'lifeguard.toml');
  fs.writeFileSync(file, `[agent]\nstate_dir = ""\n${config}`);
  return runToEnd([name, '-c', file], { env });
}

test('a Chroma is seen with its collections, their parameters and the times of its probes', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 100, hnsw: { space: 'cosine', ef_construction: 200, ef_search: 80, max_neighbors: 32 } });
  await chroma.collection('other');
  const lifeguard = await watch(t, chroma, 'collections = ["docs"]\nprobe = "write"');
  await metric(lifeguard, 'self_recall_ratio', { collection: 'docs' }, (value) => value === 1);
  await metric(lifeguard, 'ready', {}, (value) => value === 1);
  await metric(lifeguard, 'collection_vectors', { collection: 'docs' }, (value) => value === 100);
  await metric(lifeguard, 'collection_dimension', { collection: 'docs' }, (value) => value === 32);
  await metric(lifeguard, 'index_info', { collection: 'docs', index: 'hnsw', space: 'cosine' }, (value) => value === 1);
  const parameters = { m: 32, ef_construction: 200, ef_search: 80 };
  for (const [param, expected] of Object.entries(parameters)) {
    await metric(lifeguard, 'index_param', { collection: 'docs', param }, (value) => value === expected);
  }
  const took = [];
  for (const op of ['ready', 'scope', 'collections', 'sample', 'search', 'write']) {
    const { value } = await metric(lifeguard, 'probe_seconds', { op }, (seconds) => seconds > 0 && seconds < 3);
    await metric(lifeguard, 'probe_success', { op }, (success) => success === 1);
    took.push(`${op} ${(1_000 * value).toFixed(1)} ms`);
  }
  t.diagnostic(`probes: ${took.join(', ')}`);
  assert.equal((await lifeguard.metrics()).samples('lifeguard_vector_collection_vectors').length, 1, 'the other was not named');
  assert.match(lifeguard.logs(), /docs: probing docs: 5 of its vectors are searched for/);
  const health = await lifeguard.api('health');
  assert.equal(health.status, 'available');
  assert.equal(health.targets[0].availability, 'available');
  const { targets } = await lifeguard.api('history?target=docs&series=vector_collection_vectors');
  assert.equal(targets[0].series[0].steps.at(-1).last, 100);
  await lifeguard.stop();
});

test('without names all collections are watched, and none is searched', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 20 });
  await chroma.collection('empty');
  const lifeguard = await watch(t, chroma, 'probe = "write"');
  await metric(lifeguard, 'probe_success', { op: 'write' }, (value) => value === 1);
  await metric(lifeguard, 'collection_vectors', { collection: 'docs' }, (value) => value === 20);
  await metric(lifeguard, 'collection_vectors', { collection: 'empty' }, (value) => value === 0);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.samples('lifeguard_vector_collection_vectors').length, 2, 'and not what the probe writes to');
  assert.equal(metrics.samples('lifeguard_vector_self_recall_ratio').length, 0);
  assert.equal(metrics.value('lifeguard_vector_probe_success', { op: 'search' }), undefined);
  await lifeguard.stop();
});

test('by CHROMA_URL alone no index is searched, which is said with what to set; and then it is', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 20 });
  const alone = { CHROMA_URL: chroma.url };
  const advice = /CHROMA_URL: no index is searched, .*: set CHROMA_COLLECTIONS=NAME,… to what the app searches, and LIFEGUARD_PROBE=read, or write/;
  const { code, stdout } = await command(t, 'check', '', alone);
  t.diagnostic(stdout.split('\n').find((line) => line.includes('no index')) ?? stdout);
  assert.equal(code, 0, stdout);
  assert.match(stdout, advice);
  assert.match((await command(t, 'once', '', alone)).stdout, advice);
  const lifeguard = await startWatched(t, { config: '', env: alone });
  assert.match(lifeguard.logs(), advice);
  await lifeguard.stop();

  const searched = await command(t, 'check', '', { ...alone, CHROMA_COLLECTIONS: 'docs', LIFEGUARD_PROBE: 'read' });
  assert.match(searched.stdout, /ok {4}collection docs: 5 of 5 stored vectors searched for found themselves/);
  assert.doesNotMatch(searched.stdout, /no index is searched/);
});

test('an address with a path, where no Chroma is, fails once and is nowhere said to be well', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  const { code, stdout } = await command(t, 'check', '', { CHROMA_URL: `${chroma.url}/chroma` });
  assert.equal(code, 1, stdout);
  const said = stdout.split('\n').filter((line) => /^ {2}(ok|FAIL)/.test(line));
  t.diagnostic(said.join('\n'));
  assert.equal(said.length, 1, stdout);
  assert.match(said[0], /FAIL {2}GET \/api\/v2\/heartbeat answered 404; is url the store itself/);
});

test('duplicates find each other, and the index is still found sound', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  const { id } = await chroma.collection('docs');
  const ids = Array.from({ length: 40 }, (_, i) => `same-${i}`);
  await chroma.ask('POST', `/collections/${id}/add`, { ids, embeddings: ids.map(() => [1, 2, 3]) });
  const lifeguard = await watch(t, chroma, 'collections = ["docs"]\nprobe = "read"');
  await metric(lifeguard, 'self_recall_ratio', { collection: 'docs' }, (value) => value === 1);
  await metric(lifeguard, 'probe_results_ratio', { collection: 'docs' }, (value) => value === 1);
  await lifeguard.stop();
});

test('an index that is lost from the disk is told with evidence, while the heartbeat stays green', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 2_000 });
  const lifeguard = await watch(t, chroma, 'collections = ["docs"]\nprobe = "read"\nprobe_interval = "5s"');
  await metric(lifeguard, 'self_recall_ratio', { collection: 'docs' }, (value) => value === 1);

  for (const index of chroma.indexes()) fs.rmSync(index, { recursive: true });
  await chroma.restart();
  const found = await incident(lifeguard, 'vector_self_recall');
  t.diagnostic(`${found.severity} ${found.rule}: ${found.summary}`);
  for (const line of found.evidence) t.diagnostic(JSON.stringify(line));
  assert.equal(found.severity, 'critical');
  assert.match(JSON.stringify(found.evidence), /docs-\d+|Error finding id/);

  assert.equal((await fetch(`${chroma.url}/api/v2/heartbeat`)).status, 200);
  const health = await (await fetch(`${chroma.url}/api/v2/healthcheck`)).json();
  assert.deepEqual(health, { is_executor_ready: true, is_log_client_ready: true });
  await metric(lifeguard, 'ready', {}, (value) => value === 1);
  await metric(lifeguard, 'collection_vectors', { collection: 'docs' }, (value) => value === 2_000);
  const recall = await metric(lifeguard, 'self_recall_ratio', { collection: 'docs' }, (value) => value < 0.5);
  t.diagnostic(`meanwhile: heartbeat 200, healthcheck ${JSON.stringify(health)}, 2000 vectors counted, self-recall ${recall.value}`);
  assert.equal((await lifeguard.api('health')).status, 'degraded');
  assert.equal((await docs(lifeguard)).availability, 'incomplete');

  lifeguard.configure(QUICK_RULES + watching(chroma, 'collections = ["docs"]\nprobe = "ready"') + QUICK);
  lifeguard.reload();
  await incident(lifeguard, 'vector_self_recall', 'resolved');
  await lifeguard.stop();
});

test('a data file cut short is told in the words of the store', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 2_000 });
  await chroma.down();
  for (const index of chroma.indexes()) fs.truncateSync(path.join(index, 'data_level0.bin'), 4_096);
  await chroma.up();
  const config = watching(chroma, 'collections = ["docs"]\nprobe = "read"');
  const { code, stdout } = await command(t, 'check', config);
  t.diagnostic(stdout.split('\n').find((line) => line.includes('FAIL')) ?? stdout);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /FAIL {2}collection docs: searching what it stores fails: POST \S+ answered 500 \(.*\)/);
  assert.match(stdout, /ok {4}collection docs: 2000 vectors of 32 dimensions/);
});

test('a locked database hangs the counts behind a green heartbeat, and the other store is watched as before', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  const other = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 20 });
  await other.collection('docs', { vectors: 20 });
  const second = watching(other, 'collections = ["docs"]').replace('"docs"', '"other"');
  const lifeguard = await watch(t, chroma, 'collections = ["docs"]\ntimeout = "2s"', QUICK + second);
  await metric(lifeguard, 'collection_vectors', { collection: 'docs' }, (value) => value === 20);

  const unlock = await lockDatabase(t, chroma);
  const told = await until('the counts to hang', async () => {
    const { parts, up } = await docs(lifeguard);
    return up && parts.find(({ part, success }) => ['scope', 'collections', 'details'].includes(part) && !success);
  }, { within: 30_000 });
  t.diagnostic(JSON.stringify(told));
  assert.match(told.error, /GET \S+: 127\.0\.0\.1:\d+: no answer within 800 ms/);
  assert.equal((await part(lifeguard, 'ready')).success, true);
  assert.equal((await fetch(`${chroma.url}/api/v2/heartbeat`)).status, 200);
  const unready = await incident(lifeguard, 'vector_unready');
  t.diagnostic(unready.summary);
  const { age_seconds: age, up } = (await lifeguard.api('health')).targets.find(({ target }) => target === 'other');
  assert.ok(up && age < 2, `the other store was seen ${age} s ago`);
  unlock();
  await until('the counts to come', async () => (await docs(lifeguard)).parts.every(({ success }) => success), { within: 60_000 });
  await lifeguard.stop();
});

test('a tenant that does not exist is named, though the store answers that it is empty', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 20 });
  const empty = await fetch(`${chroma.url}/api/v2/tenants/shop/databases/default_database/collections`);
  assert.deepEqual([empty.status, await empty.json()], [200, []]);

  const { code, stdout } = await command(t, 'check', watching(chroma, 'tenant = "shop"'));
  assert.equal(code, 1, stdout);
  assert.match(stdout, /FAIL {2}tenant shop does not exist/);
  assert.doesNotMatch(stdout, /^ {2}ok/m);
  const database = await command(t, 'check', watching(chroma, 'database = "shelf"'));
  assert.match(database.stdout, /FAIL {2}database shelf does not exist in tenant default_tenant/);

  const lifeguard = await watch(t, chroma, 'tenant = "shop"\ncollections = ["docs"]');
  const unready = await incident(lifeguard, 'vector_unready');
  t.diagnostic(unready.summary);
  assert.match(unready.summary, /tenant shop does not exist/);
  await metric(lifeguard, 'ready', {}, (value) => value === 0);
  await lifeguard.stop();
});

test('what is expected and missing or otherwise is told at the start, and by check', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  await chroma.collection('docs', { vectors: 20, dimension: 32 });
  const more = 'collections = ["docs", "users"]\ndimension = 768\nm = 32';
  const { code, stdout } = await command(t, 'check', watching(chroma, more));
  assert.equal(code, 1, stdout);
  assert.match(stdout, /FAIL {2}collection docs has dimension 32, and the config expects 768/);
  assert.match(stdout, /FAIL {2}collection docs has m 16, and the config expects 32/);
  assert.match(stdout, /FAIL {2}collection users does not exist/);

  const lifeguard = await watch(t, chroma, more);
  const unready = await incident(lifeguard, 'vector_unready');
  t.diagnostic(unready.summary);
  assert.match(unready.summary, /users/);
  assert.match(unready.summary, /768/);
  await metric(lifeguard, 'collections_missing', {}, (value) => value === 1);
  await lifeguard.stop();
});

test('a store that is stopped where it stands is down by the deadline, and seen again when it goes on', { skip }, async (t) => {
  const chroma = await startChroma({ test: t });
  const lifeguard = await watch(t, chroma, 'timeout = "1s"', QUICK);
  await isUp(lifeguard);
  chroma.pause();
  const down = await until('the store to be down', async () => {
    const target = await docs(lifeguard);
    return target.up === false && target;
  });
  t.diagnostic(down.error);
  assert.match(down.error, /GET \/api\/v2\/heartbeat: 127\.0\.0\.1:\d+: no answer within 400 ms/);
  assert.equal((await lifeguard.api('health')).status, 'degraded');
  chroma.resume();
  await isUp(lifeguard);
  await lifeguard.stop();
});

// Another writer that never ends its transaction.
async function lockDatabase(t, chroma) {
  const hold = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("begin exclusive")
print("locked", flush=True)
sys.stdin.read()
`;
  const child = startChild('python3', ['-c', hold, path.join(chroma.dir, 'chroma.sqlite3')], { stdio: ['pipe', 'pipe', 'inherit'] });
  t.after(() => child.handle.kill('SIGKILL'));
  await new Promise((resolve) => child.handle.stdout.once('data', resolve));
  return () => child.handle.kill('SIGKILL');
}
