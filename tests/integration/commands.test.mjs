import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { configFile } from './harness/config_file.mjs';
import { freePort } from './harness/free_port.mjs';
import { BINARY, runToEnd } from './harness/lifeguard.mjs';
import { startPgBouncer } from './harness/pgbouncer.mjs';
import { leak, receivers, slowVacuum, startReceivers, startShop, startWatched, target } from './harness/scene.mjs';
import { temporaryDirectory } from './harness/temp.mjs';
import { timescaledb } from './harness/timescaledb.mjs';
import { until } from './harness/until.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('check says that all is well, and what mends what is not', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('create role "Shop RO" login');
  const well = await runToEnd(['check', '-c', configFile(t, '[agent]\nstate_dir = ""\n' + target(postgres))]);
  assert.equal(well.code, 0, well.stdout);
  assert.match(well.stdout, /ok {4}sees every session/);
  assert.doesNotMatch(well.stdout, /state_dir/);

  const config = target(postgres);
  const unwritable = await runToEnd(['check', '-c', configFile(t, `[agent]\nstate_dir = "${BINARY}/state"\n${config}`)]);
  assert.equal(unwritable.code, 0, unwritable.stdout);
  assert.match(unwritable.stdout, /warn {2}state_dir .*\/state: Not a directory, .*; set agent\.state_dir to a directory that can be written/);

  const blind = await runToEnd(['check', '-c', configFile(t, target(postgres, { role: 'Shop%20RO' }))]);
  assert.equal(blind.code, 1);
  assert.match(blind.stdout, /role "Shop RO" cannot see other sessions/);
  const [, grant] = /run: (GRANT .*;)/.exec(blind.stdout);
  assert.equal(grant, 'GRANT pg_monitor TO "Shop RO";');
  await postgres.sql(grant);
  assert.equal((await runToEnd(['check', '-c', configFile(t, target(postgres, { role: 'Shop%20RO' }))])).code, 0);

  await postgres.down();
  const down = await runToEnd(['check', '-c', configFile(t, target(postgres))]);
  assert.equal(down.code, 1);
  assert.match(down.stdout, /FAIL .*refused/i);
});

test('a wrong config stops run and check at once with status 2 and every problem', async (t) => {
  const file = configFile(t, '[[postgres]]\nname = "a"\ndsn = "host=x"\ntimeuot = "3s"\n[[postgres]]\nname = "a"\ndsn = "host=y"\n');
  for (const command of ['run', 'check', 'once']) {
    const { code, stderr } = await runToEnd([command, '-c', file]);
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`${file}:4: .*timeuot.*did you mean .*timeout`));
    assert.match(stderr, new RegExp(`${file}:5: .*"a"`));
  }
});

test('binary garbage as a config is one clear message', async (t) => {
  const garbage = Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256));
  const { code, stderr } = await runToEnd(['run', '-c', configFile(t, garbage)]);
  assert.equal(code, 2);
  assert.equal(stderr.trim().split('\n').length, 1);
  assert.doesNotMatch(stderr, /[^\x20-\x7e\n]/);
});

test('it starts from the environment alone', async (t) => {
  const postgres = await startShop(t);
  const env = { DATABASE_URL: postgres.dsn('lifeguard', 'shop').replace('postgresql:', 'postgres+asyncpg:') + '?schema=public' };
  const home = temporaryDirectory('empty');
  t.after(() => home.remove());
  const { code, stdout } = await runToEnd(['once'], { env, cwd: home.path });
  assert.equal(code, 0);
  assert.match(stdout, /^postgres \(postgres\): up$/m);
  const nothing = await runToEnd(['once'], { cwd: home.path });
  assert.equal(nothing.code, 2);
  assert.match(nothing.stderr, /DATABASE_URL/);
});

test('once prints a collection as text, JSON and Prometheus text', async (t) => {
  const postgres = await startShop(t);
  await leak(postgres);
  const file = configFile(t, target(postgres));
  const json = JSON.parse((await runToEnd(['once', '-c', file, '--format', 'json'])).stdout);
  assert.equal(json.targets[0].up, true);
  assert.ok(json.sessions.sessions.some(({ application, state }) => application === 'checkout' && state === 'idle in transaction'));
  const text = (await runToEnd(['once', '-c', file, '--format', 'prometheus'])).stdout;
  assert.match(text, /^lifeguard_pg_sessions\{target="main",database="shop",application="checkout",state="idle in transaction"\} 1$/m);
});

test('test-alert tells each receiver of a test, opened and resolved, and says what failed', async (t) => {
  const receiver = await startReceivers(t);
  const nowhere = `[[postgres]]\ndsn = "host=127.0.0.1 port=1"\n`;
  const file = configFile(t, nowhere + receivers(receiver));
  const { code, stdout } = await runToEnd(['test-alert', '-c', file]);
  assert.equal(code, 0, stdout);
  assert.deepEqual(receiver.requests.map(({ path: each }) => each), ['/slack', '/slack', '/pagerduty', '/pagerduty', '/hook', '/hook']);

  const one = await runToEnd(['test-alert', '-c', file, '--to', 'slack']);
  assert.equal(one.code, 0);
  assert.equal(receiver.requests.length, 8);
  await receiver.down();
  const down = await runToEnd(['test-alert', '-c', file, '--to', 'slack']);
  assert.equal(down.code, 1);
  assert.match(down.stdout, /FAIL {2}slack: opened/);
});

test('the generated example is a config that works', async (t) => {
  const { stdout } = await runToEnd(['config', 'example']);
  const shown = await runToEnd(['config', 'show', '-c', configFile(t, stdout)], { env: { DATABASE_URL: 'postgresql://a:geheim@b/c' } });
  assert.equal(shown.code, 0, shown.stderr);
  assert.doesNotMatch(shown.stdout, /geheim/);
});

test('metrics pass promtool, and every page answers', async (t) => {
  const postgres = await startShop(t);
  const receiver = await startReceivers(t);
  await leak(postgres);
  const lifeguard = await startWatched(t, { config: target(postgres) + receivers(receiver) });
  await receiver.waitFor(({ path: each }) => each === '/hook');
  const metrics = await lifeguard.get('/metrics');
  assert.match(metrics.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
  const { code, output } = await promtool(metrics.body);
  assert.equal(output, '');
  assert.equal(code, 0);
  const open = await lifeguard.get('/metrics', { headers: { accept: 'application/openmetrics-text; version=1.0.0' } });
  assert.match(open.body, /# EOF\n$/);

  for (const page of ['/healthz', '/readyz', '/api/health', '/api/sessions?limit=1', '/api/incidents', '/']) {
    assert.equal((await lifeguard.get(page)).status, 200, page);
  }
  assert.equal((await lifeguard.api('sessions?limit=1')).sessions.length, 1);
  const wrong = await lifeguard.get('/api/sessions?limit=many');
  assert.equal(wrong.status, 400);
  assert.match(JSON.parse(wrong.body).error, /whole number/);
  assert.equal((await lifeguard.get('/nowhere')).status, 404);
  assert.equal((await lifeguard.get('/metrics', { method: 'DELETE' })).status, 405);
  assert.equal((await lifeguard.get('/-/reload')).status, 405);
  await lifeguard.stop();
});

// What neither PostgreSQL nor PgBouncer 1.18 tells.
const OF_OTHERS = ['lifeguard_pool_timeouts_total', 'lifeguard_pgbouncer_paused'];

test('every metric of the catalogue is exported by a watched server and a PgBouncer, but for what they do not tell', async (t) => {
  const postgres = await startShop(t);
  const bouncer = await startPgBouncer({ test: t, postgres });
  await (await bouncer.session()).query('select 1');
  const receiver = await startReceivers(t);
  const parcels = 'create table parcels (id serial); insert into parcels default values; grant all on sequence parcels_id_seq to lifeguard';
  for (const sql of [parcels, 'vacuum parcels', 'delete from parcels']) await postgres.sql(sql, [], 'shop');
  await leak(postgres);
  await slowVacuum(postgres);
  await timescaledb(postgres, 'shop');
  await postgres.sql('create table schema_migrations (version text); grant select on schema_migrations to public', [], 'shop');
  const more = 'databases_interval = "1s"\ndatabases = ["shop", "nowhere"]\nexpected_tables = ["orders"]';
  const pooler = `[[pgbouncer]]\ndsn = "${bouncer.dsn()}"\n`;
  const lifeguard = await startWatched(t, { config: target(postgres, { more }) + pooler + receivers(receiver) });
  await receiver.waitFor(({ path: each }) => each === '/hook');
  const { stdout } = await runToEnd(['metrics']);
  const catalogue = [...stdout.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
  assert.ok(catalogue.length > 20);
  // replication.test.mjs; app_pool.test.mjs; redis.test.mjs; vector.test.mjs, pgvector.test.mjs; otlp_agent.test.mjs
  const elsewhere = /^lifeguard_(pg_(archiver|checkpoints_done|io|replay|replication|slot|standbys|wal_receiver)|app_pool_|redis_|vector_|otlp_)/;
  await until('every metric', async () => {
    const exported = new Set((await lifeguard.metrics()).families());
    const missing = catalogue.filter((name) => !exported.has(name) && !elsewhere.test(name) && !OF_OTHERS.includes(name));
    if (missing.length) throw new Error(`missing: ${missing}`);
    return true;
  });
  const exported = (await lifeguard.metrics()).families();
  assert.deepEqual(exported.filter((name) => !catalogue.includes(name)), []);
  await lifeguard.stop();
});

test('an address that is taken is named, with what to do', async (t) => {
  const postgres = await startShop(t);
  const { code, stderr } = await runToEnd(['run', '-c', configFile(t, `[agent]\nlisten = "127.0.0.1:${postgres.port}"\nstate_dir = ""\n${target(postgres)}`)]);
  assert.equal(code, 1);
  assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${postgres.port}.*in use.*listen`));
});

test('the page of metrics in the tree is what this version prints', async () => {
  const { stdout } = await runToEnd(['metrics']);
  assert.equal(fs.readFileSync(path.join(root, 'docs/metrics.md'), 'utf8'), stdout, 'docs/metrics.md is stale: run ./dev docs');
});

function promtool(text) {
  return new Promise((resolve, reject) => {
    const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
    child.stdin.end(text);
  });
}
