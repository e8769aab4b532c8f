import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startLifeguard } from './harness/lifeguard.mjs';
import { startPglite } from './harness/pglite.mjs';
import { startPostgres } from './harness/postgres.mjs';
import { until } from './harness/until.mjs';

const QUICK = `
[rules.vector_unready]
for = "0s"
recover_for = "1s"
[rules.vector_index_lag]
for = "0s"
recover_for = "1s"
[rules.vector_self_recall]
recover_for = "1s"
[rules.vector_config_drift]
recover_for = "1s"
`;

// PGlite has one session, whose options nobody can set: the target that names it is refused, and pgvector's, which sets
// them for its own transactions, is not.
const watch = (t, server, more = '') =>
  startLifeguard({
    test: t,
    config: `
[[postgres]]
name = "main"
dsn = "${server.dsn}"

[[vector]]
name = "search"
kind = "pgvector"
postgres = "main"
interval = "1s"
${more}
${QUICK}`,
  });

const patience = { within: 40_000, every: 200 };

const incident = (lifeguard, rule, state = 'firing', key = undefined) =>
  until(
    `${rule} to be ${state}`,
    async () => {
      const { incidents } = await lifeguard.api('incidents');
      const found = incidents.find((each) => each.rule === rule && each.state === state && (key ?? each.key) === each.key);
      return found ?? assert.fail(JSON.stringify(incidents));
    },
    patience,
  );

const metric = (lifeguard, name, labels, fits) =>
  until(
    `lifeguard_vector_${name} ${JSON.stringify(labels)}`,
    async () => {
      const value = (await lifeguard.metrics()).value(`lifeguard_vector_${name}`, { target: 'search', ...labels });
      return value !== undefined && fits(value) ? { value } : assert.fail(`is ${value}`);
    },
    patience,
  );

const text = (found) => found.evidence.flatMap((row) => Object.entries(row)).map(([label, value]) => `${label}: ${value}`).join('; ');

test('what pgvector knows of a column of vectors and its index is there as metrics', async (t) => {
  const server = await startPglite({ test: t });
  await server.sql('create extension vector');
  await server.table('docs', 500, 16);
  await server.sql('create index docs_idx on docs using hnsw (embedding vector_cosine_ops) with (m = 24, ef_construction = 96)');
  await server.sql('create table plain (v vector(3))');
  const lifeguard = await watch(t, server);

  await metric(lifeguard, 'ready', {}, (value) => value === 1);
  const metrics = await lifeguard.metrics();
  const value = (name, labels) => metrics.value(`lifeguard_vector_${name}`, { target: 'search', ...labels });
  assert.equal(metrics.samples('lifeguard_vector_info', { target: 'search' })[0].labels.version, '0.8.7');
  const docs = { collection: 'docs.embedding' };
  assert.equal(value('collection_vectors', docs), 500);
  assert.equal(value('collection_dimension', docs), 16);
  assert.equal(value('index_param', { ...docs, param: 'm' }), 24);
  assert.equal(value('index_param', { ...docs, param: 'ef_construction' }), 96);
  assert.equal(value('index_param', { ...docs, param: 'ef_search' }), 40);
  assert.equal(metrics.samples('lifeguard_vector_index_info', { target: 'search', ...docs })[0].labels.space, 'cosine');
  assert.equal(metrics.samples('lifeguard_vector_index_info', { target: 'search', collection: 'plain.v' })[0].labels.index, 'flat');
});

test('a sound index finds what an exact scan finds, and one that looks at too little of itself is told', async (t) => {
  const server = await startPglite({ test: t });
  await server.sql('create extension vector');
  await server.table('docs', 1500, 16);
  await server.sql('create index docs_hnsw on docs using hnsw (embedding vector_l2_ops)');
  const probing = 'collections = ["docs.embedding"]\nprobe = "read"\nprobe_interval = "5s"';
  const lifeguard = await watch(t, server, probing);
  const docs = { collection: 'docs.embedding' };

  const sound = await metric(lifeguard, 'self_recall_ratio', docs, (value) => value === 1);
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.filter(({ rule }) => rule === 'vector_self_recall'), []);

  // A hundred lists, of which a search looks at one: of neighbours that are spread evenly few are in it.
  await server.sql('drop index docs_hnsw; create index docs_ivf on docs using ivfflat (embedding vector_l2_ops) with (lists = 100)');
  const poor = await incident(lifeguard, 'vector_self_recall');
  t.diagnostic(`hnsw: self-recall ${sound.value}; ivfflat, lists 100, probes 1: ${poor.summary}`);
  assert.equal(poor.key, 'docs.embedding');
  assert.match(poor.summary, /the index finds \d+ of \d+ neighbours that an exact scan finds \(\d+ %\), while the store says of itself: ready/);
  assert.match(text(poor), /neighbours of an exact scan: \d+ of \d+/);
  assert.match(poor.remedy, /ivfflat\.probes/);

  await server.sql('drop index docs_ivf; create index docs_hnsw on docs using hnsw (embedding vector_l2_ops)');
  await incident(lifeguard, 'vector_self_recall', 'resolved');
});

test('a role that may not read the column is told the GRANT that lets it, and then the index is compared', async (t) => {
  const server = await startPglite({ test: t });
  await server.sql('create extension vector');
  await server.table('docs', 200, 8);
  await server.sql('create index docs_idx on docs using hnsw (embedding vector_l2_ops); create role watcher; set role watcher');
  const lifeguard = await watch(t, server, 'collections = ["docs.embedding"]\nprobe = "write"\nprobe_interval = "5s"');
  const probe = await until(
    'the probe to fail',
    async () => {
      const target = (await lifeguard.api('health')).targets.find((each) => each.target === 'search');
      return target?.parts.find((each) => each.part === 'probe_read' && !each.success);
    },
    patience,
  );
  const [, grant] = /role "watcher" may not read docs\.embedding: (GRANT .*)$/.exec(probe.error) ?? assert.fail(probe.error);
  assert.equal(grant, 'GRANT USAGE ON SCHEMA public TO watcher; GRANT SELECT (id, embedding) ON public.docs TO watcher');
  assert.deepEqual((await lifeguard.api('incidents')).incidents.filter(({ target }) => target === 'search'), []);

  await server.sql(`reset role; ${grant}; set role watcher`);
  await metric(lifeguard, 'self_recall_ratio', { collection: 'docs.embedding' }, (value) => value === 1);
  assert.match(lifeguard.logs(), /a vector is not written into PostgreSQL/);
});

test('an index that was built anew with another m is a drift, and one that is not valid is wanting', async (t) => {
  const server = await startPglite({ test: t });
  await server.sql('create extension vector');
  await server.table('docs', 300, 8);
  await server.sql('create index docs_idx on docs using hnsw (embedding vector_l2_ops) with (m = 24)');
  const lifeguard = await watch(t, server, 'collections = ["public.docs.embedding"]');
  const docs = { collection: 'public.docs.embedding' };
  await metric(lifeguard, 'index_param', { ...docs, param: 'm' }, (value) => value === 24);

  await server.sql('begin; drop index docs_idx; create index docs_idx on docs using hnsw (embedding vector_l2_ops) with (m = 8); commit');
  const drift = await incident(lifeguard, 'vector_config_drift');
  assert.match(drift.summary, /collection public\.docs\.embedding has other parameters: m 8, 24 before$/);
  assert.equal(drift.severity, 'warning');

  await server.sql(`update pg_index set indisvalid = false where indexrelid = 'docs_idx'::regclass`);
  const invalid = await incident(lifeguard, 'vector_index_lag');
  assert.match(invalid.summary, /is degraded: index docs_idx is not valid: no search uses it, and writes keep it up$/);
  assert.match(invalid.remedy, /DROP INDEX CONCURRENTLY/);

  await server.sql(`update pg_index set indisvalid = true where indexrelid = 'docs_idx'::regclass`);
  await incident(lifeguard, 'vector_index_lag', 'resolved');
  await server.sql('drop table docs');
  const gone = await incident(lifeguard, 'vector_collection_missing');
  assert.match(gone.summary, /^collection public\.docs\.embedding of pgvector .* is gone, with its 300 vectors/);
});

test('a table of another dimension than the app expects is told before anything else', async (t) => {
  const server = await startPglite({ test: t });
  await server.sql('create extension vector');
  await server.table('docs', 50, 8);
  const lifeguard = await watch(t, server, 'collections = ["docs.embedding", "users.embedding"]\ndimension = 768');
  const unready = await incident(lifeguard, 'vector_unready');
  assert.equal(unready.severity, 'critical');
  assert.match(unready.summary, /collection docs\.embedding has dimension 8, not 768; collection users\.embedding does not exist$/);
});

test('a PostgreSQL without the extension says how to get it, and with it is ready', async (t) => {
  const server = await startPostgres({ test: t });
  const lifeguard = await watch(t, { dsn: server.dsn() });
  const unready = await incident(lifeguard, 'vector_unready');
  assert.match(unready.summary, /does not have extension vector: CREATE EXTENSION vector$/);
  const sessions = await server.sql(`select application_name from pg_stat_activity where application_name = 'lifeguard'`);
  assert.ok(sessions.length >= 2, `${sessions.length} connections are named lifeguard`);
});
