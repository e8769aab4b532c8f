import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import { test } from 'node:test';

import { noApp, startApp } from './harness/apps.mjs';
import { configFile } from './harness/config_file.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startReceiver } from './harness/receiver.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const watching = (url, { name = 'app', timeout = '1s', more = '' } = {}) => `
[[app_pool]]
name = "${name}"
url = "${url}"
interval = "200ms"
timeout = "${timeout}"
${more}
`;

const check = (t, config) => runToEnd(['check', '-c', configFile(t, config)]);

/** Waits until the metrics of `name` that are named in `wanted` are what it says, exactly. */
function shows(lifeguard, wanted, { name = 'app', ...labels } = {}) {
  return until(`${name} to show ${JSON.stringify(wanted)}`, async () => {
    const metrics = await lifeguard.metrics();
    const value = (metric, more) => metrics.value(`lifeguard_${metric}`, { target: name, ...labels, ...more });
    const found = {};
    for (const key of Object.keys(wanted)) {
      found[key] = ['used', 'idle'].includes(key) ? value('pool_connections', { state: key }) : value(key);
    }
    return JSON.stringify(found) === JSON.stringify(wanted) || assert.fail(JSON.stringify(found));
  });
}

/** Waits for what the agent says is wrong with the target. */
const fails = (lifeguard, why, name = 'app') =>
  until(`${name} to fail with ${why}`, async () => {
    const { targets } = await lifeguard.api('health');
    const found = targets.find(({ target }) => target === name);
    return !found.up && why.test(found.error) ? found : assert.fail(JSON.stringify(found));
  });

/** A server that answers with whatever `page` is set to, as text or {status, body}. */
async function startPage(test, page) {
  const server = await startReceiver({ test });
  const set = (page) => {
    server.answer = () => (typeof page === 'string' ? { status: 200, body: page } : page);
  };
  set(page);
  return { server, set, address: `127.0.0.1:${server.port}`, url: server.url('/metrics') };
}

const used = (number, name = 'shop') => `db_client_connection_count{pool_name="${name}",state="used"} ${number}\n`;

// What each app tells: SQLAlchemy and asyncpg do not know who waits; OpenTelemetry's instrumentation for node-postgres not
// the limit, and what was before the last connection was taken or given back: nobody who waits, and one too many in use.
const APPS = [
  { kind: 'node-pg', library: 'otel', max: 3, waiting: 0, json: 'node-pg' },
  { kind: 'node-pg-otel', library: 'otel', waiting: 0, late: true, pool: ({ port }) => `127.0.0.1:${port}/shop` },
  { kind: 'sqlalchemy', library: 'otel', max: 3, json: 'sqlalchemy' },
  { kind: 'psycopg', library: 'otel', max: 3, waiting: 0, json: 'psycopg' },
  { kind: 'asyncpg', library: 'otel', max: 3, json: 'asyncpg' },
  { kind: 'hikaricp', library: 'hikaricp', max: 3, waiting: 0 },
];

for (const { kind, library, max, waiting, late, json, pool = () => 'checkout' } of APPS) {
  test(`a real ${kind} pool is known by itself, and shows what the app shows`, { skip: noApp(kind) }, async (t) => {
    const postgres = await startShop(t);
    const app = await startApp({ test: t, kind, postgres, pool: { max: 3 } });
    await app.work(3, 0.2);
    const pids = await app.leak(2);
    const targets = [watching(app.url)];
    if (json) targets.push(watching(app.page('/pool'), { name: 'json' }));
    const lifeguard = await startWatched(t, { config: targets.join('') });

    const name = pool(postgres);
    const wanted = { used: 2, ...(max && { pool_limit: max }), ...(waiting !== undefined && { pool_waiting: waiting }) };
    await shows(lifeguard, wanted, { pool: name });
    await shows(lifeguard, { app_pool_info: 1 }, { pool: name, library });
    if (json) {
      await shows(lifeguard, wanted, { name: 'json', pool: 'checkout' });
      await shows(lifeguard, { app_pool_info: 1 }, { name: 'json', pool: 'checkout', library: json });
    }
    const onServer = await postgres.sql("select pid from pg_stat_activity where application_name = 'checkout'");
    const { used, idle } = await counts(lifeguard, name);
    assert.equal(used + idle, onServer.length);
    assert.ok(pids.every((pid) => onServer.some((row) => row.pid === pid)));

    if (waiting !== undefined) {
      await app.leak(1);
      const work = app.work(2);
      await shows(lifeguard, { used: 3, pool_waiting: late ? 0 : 2 }, { pool: name });
      await app.release();
      assert.deepEqual(await work, { done: 2, failed: 0 });
    } else {
      await app.release();
    }
    await shows(lifeguard, { used: late ? 1 : 0, ...(waiting !== undefined && { pool_waiting: 0 }) }, { pool: name });
    await lifeguard.stop();
  });
}

async function counts(lifeguard, pool) {
  const metrics = await lifeguard.metrics();
  const count = (state) => metrics.value('lifeguard_pool_connections', { target: 'app', pool, state });
  return { used: count('used'), idle: count('idle') };
}

for (const kind of ['psycopg', 'hikaricp']) {
  test(`what ${kind} counts of waits and timeouts is counted on, and those who still wait`, { skip: noApp(kind) }, async (t) => {
    const postgres = await startShop(t);
    const app = await startApp({ test: t, kind, postgres, pool: { max: 1, timeout: 1 } });
    const lifeguard = await startWatched(t, { config: watching(app.url) });
    const pool = { target: 'app', pool: 'checkout' };
    const total = async (metric) => (await lifeguard.metrics()).value(`lifeguard_pool_${metric}_total`, pool);
    await until('the pool to be seen', async () => (await total('timeouts')) === 0);
    const before = await total('wait_seconds');

    await app.leak(1);
    assert.deepEqual(await app.work(2), { done: 0, failed: 2 });
    await until('two timeouts', async () => (await total('timeouts')) === 2);
    const waited = (await total('wait_seconds')) - before;
    assert.ok(waited > 1 && waited < 4, `two waited a second each, and ${waited} s were counted`);
    await lifeguard.stop();
  });
}

test('a library with a kind of its own is named by its own setting when its pool is full', { skip: noApp('sqlalchemy') }, async (t) => {
  const postgres = await startShop(t);
  const app = await startApp({ test: t, kind: 'sqlalchemy', postgres, pool: { max: 3 } });
  await app.leak(2);
  const { code, stdout } = await check(t, target(postgres) + watching(app.url, { more: 'kind = "sqlalchemy"\napplication = "checkout"' }));
  assert.equal(code, 0, stdout);
  assert.match(stdout, /SQLAlchemy: pool checkout, 2 of 3 connections in use/);
  assert.match(stdout, /not told who waits for a connection of checkout/);
  assert.match(stdout, /max_lifetime is not set/);
  assert.doesNotMatch(stdout, /postgres is not set|application is not set/);

  await app.leak(1);
  const config = '[rules.pool_exhaustion]\nwait = "500ms"\n' + watching(app.url, { more: 'kind = "sqlalchemy"' });
  const lifeguard = await startWatched(t, { config });
  const full = await until('the full pool to be told', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find(({ rule, state }) => rule === 'pool_exhaustion' && state === 'firing');
  }, { within: 90_000 });
  assert.match(full.summary, /^3 of 3 connections of the pool checkout are taken \(100 %, limit: pool_size \+ max_overflow\)/);
  assert.match(full.remedy, /^Raise pool_size \+ max_overflow \(now 3\) of create_engine\(\)/);
  await lifeguard.stop();
});

test('an app that restarts counts anew, and its totals here go on', { skip: noApp('psycopg') }, async (t) => {
  const postgres = await startShop(t);
  const app = await startApp({ test: t, kind: 'psycopg', postgres, pool: { max: 2 } });
  await app.work(5);
  const lifeguard = await startWatched(t, { config: watching(app.url) });
  const acquires = async () => (await lifeguard.metrics()).value('lifeguard_app_pool_acquires_total', { target: 'app' });
  const before = await until('the work to be counted', async () => ((await acquires()) >= 5 ? await acquires() : false));

  await app.stop();
  await fails(lifeguard, new RegExp(`^127\\.0\\.0\\.1:${app.port}: Connection refused`));
  await app.up();
  await app.work(2);
  await shows(lifeguard, { target_up: 1, app_pool_restarts_total: 1 });
  await until('the work after the restart to be added', async () => (await acquires()) === before + 2);
  await lifeguard.stop();
});

test('counters that begin anew are a restart too, where a page does not tell when its process began', async (t) => {
  const counted = (timeouts) => `hikaricp_active_connections{pool="shop"} 1\nhikaricp_connection_timeout_total{pool="shop"} ${timeouts}\n`;
  const page = await startPage(t, counted(7));
  const lifeguard = await startWatched(t, { config: watching(page.url) });
  await shows(lifeguard, { pool_timeouts_total: 7, app_pool_restarts_total: 0 });
  page.set(counted(2));
  await shows(lifeguard, { pool_timeouts_total: 9, app_pool_restarts_total: 1 });
  await lifeguard.stop();
});

test('an answer that is no page of metrics says what it is and where to look', async (t) => {
  const page = await startPage(t, '<!DOCTYPE html>\n<html><title>Sign in</title>\nconnections 5\n</html>');
  const lifeguard = await startWatched(t, { config: watching(page.url) });
  await fails(lifeguard, new RegExp(`^${page.address}: the page is HTML; it begins with "<!DOCTYPE html>"; url must be the page of metrics itself, such as /metrics or`));
  const cases = [
    ['', /the page is empty; url must be/],
    ['\x1f\x8b\b\0 binary', /the page holds no metrics; it begins with/],
    ['{"pools": [', /the page is not JSON: incomplete/],
    ['{"status": "ok"}', /the JSON page holds no pool that Lifeguard knows; set kind = "json" and its pointers/],
    [{ status: 302, headers: { location: '/login' }, body: '' }, /answered 302, which sends us elsewhere, perhaps to a login/],
    [{ status: 404, body: 'no' }, /answered 404: url must be the page of metrics itself, such as \/metrics or \/actuator\/prometheus/],
    [{ status: 500, body: 'no' }, /answered 500: the app cannot make its page; its log may say why/],
    [{ status: 204 }, /answered 204: the page is empty/],
  ];
  for (const [answer, why] of cases) {
    page.set(answer);
    const { code, stdout } = await check(t, watching(page.url));
    assert.equal(code, 1, stdout);
    assert.match(stdout, why);
  }

  page.set(used(4));
  await until('the page to be read after all', async () => (await lifeguard.metrics()).value('lifeguard_target_up', { target: 'app' }) === 1, { within: 40_000 });
  await shows(lifeguard, { used: 4 });
  await lifeguard.stop();
});

test('a refused login is told, and not tried at every tick', async (t) => {
  const page = await startPage(t, '');
  page.server.answer = ({ path }) => (path === '/other' ? { status: 200, body: used(1) } : { status: 401, body: 'who?' });
  const secret = page.url.replace('//', '//ada:hunter2@');
  const lifeguard = await startWatched(t, { config: watching(secret) + watching(page.url.replace('/metrics', '/other'), { name: 'other' }) });
  await fails(lifeguard, /answered 401: the page asks for a login; give url a user:password@, or set bearer_token$/);
  await shows(lifeguard, { used: 1 }, { name: 'other' });
  const asked = page.server.requests.filter(({ path }) => path === '/metrics').length;
  await until('another twenty looks at the other page', () => page.server.requests.filter(({ path }) => path === '/other').length > 20);
  assert.equal(page.server.requests.filter(({ path }) => path === '/metrics').length, asked);
  assert.equal(page.server.requests.find(({ path }) => path === '/metrics').headers.authorization, `Basic ${btoa('ada:hunter2')}`);
  assert.doesNotMatch(lifeguard.logs() + (await lifeguard.get('/api/health')).body, /hunter2/);
  await lifeguard.stop();
});

test('a bearer token opens the page', async (t) => {
  const page = await startPage(t, used(1));
  page.server.answer = ({ headers }) => ({ status: headers.authorization === 'Bearer s3cret' ? 200 : 403, body: used(1) });
  assert.match((await check(t, watching(page.url))).stdout, /answered 403: the page asks for a login/);
  const { code, stdout } = await check(t, watching(page.url, { more: 'bearer_token = "s3cret"' }));
  assert.equal(code, 0, stdout);
});

test('lines that cannot be read, are there twice or are no numbers are told, and the rest counts', async (t) => {
  const page = await startPage(t, used(1, 'a') + used(3, 'a') + used('NaN', 'b') + used(2, 'c') + 'db_client_connection_max{pool_na');
  const { code, stdout } = await check(t, watching(page.url));
  assert.equal(code, 0, stdout);
  assert.match(stdout, /a line of the page cannot be read and is left out: db_client_connection_max\{pool_na/);
  assert.match(stdout, /a series is twice on the page, and the last counts: db_client_connection_count\{pool_name="a"/);
  assert.match(stdout, /a value of the page is no number and is left out: db_client_connection_count\{pool_name="b"/);
  const lifeguard = await startWatched(t, { config: watching(page.url) });
  await shows(lifeguard, { used: 3 }, { pool: 'a' });
  await shows(lifeguard, { used: 2 }, { pool: 'c' });
  await shows(lifeguard, { app_pool_info: undefined, used: undefined }, { pool: 'b' });
  await lifeguard.stop();
});

test('a page whose connection breaks off is not taken for a page', async (t) => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n${used(5)}${used(4, 'b').slice(0, 20)}`);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address();
  const { code, stdout } = await check(t, watching(`http://127.0.0.1:${port}/metrics`));
  assert.equal(code, 1, stdout);
  assert.match(stdout, new RegExp(`127\\.0\\.0\\.1:${port}: Transferred a partial file`));
});

test('a page of 50 MB is refused after 8 MiB, and one that never comes after its deadline; others go on', async (t) => {
  const page = await startPage(t, used(1));
  const good = await startPage(t, used(2));
  const lifeguard = await startWatched(t, { config: watching(page.url, { timeout: '3s' }) + watching(good.url, { name: 'good' }) });
  await shows(lifeguard, { used: 1 });
  const lastLook = async () => (await lifeguard.metrics()).value('lifeguard_target_last_success_timestamp_seconds', { target: 'good' });
  const goesOn = async () => {
    const before = await lastLook();
    await until('another look at the good page', async () => (await lastLook()) > before);
  };

  const before = residentMegabytes(lifeguard.pid);
  page.set(used(1).repeat(1e6));
  assert.ok(used(1).length * 1e6 > 50e6);
  await fails(lifeguard, new RegExp(`^${page.address}: the answer is larger than 8 MiB$`));
  await goesOn();
  const grown = peakMegabytes(lifeguard.pid) - before;
  assert.ok(grown < 100, `the agent has grown by ${grown} MB at most`);
  t.diagnostic(`the agent has grown by ${grown.toFixed(0)} MB at most, with the sanitizers' own`);

  page.server.answer = () => new Promise(() => {});
  await fails(lifeguard, new RegExp(`^no answer within 3\\.0 s, waiting for the page of ${page.address}$`));
  await goesOn();
  await lifeguard.stop();
});

const statusMegabytes = (pid, field) =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
const residentMegabytes = (pid) => statusMegabytes(pid, 'VmRSS');
const peakMegabytes = (pid) => statusMegabytes(pid, 'VmHWM');

test('two pools of one name are added up, and check says so', async (t) => {
  const page = await startPage(t, JSON.stringify([
    { name: 'shop', totalCount: 3, idleCount: 1, waitingCount: 0, max: 5 },
    { name: 'shop', totalCount: 2, idleCount: 2, waitingCount: 1, max: 5 },
  ]));
  const { stdout } = await check(t, watching(page.url));
  assert.match(stdout, /2 pools are called shop: their numbers are added up; give each a name of its own/);
  const lifeguard = await startWatched(t, { config: watching(page.url) });
  await shows(lifeguard, { used: 2, idle: 3, pool_limit: 10, pool_waiting: 1 }, { pool: 'shop' });
  await lifeguard.stop();
});

test("a page of one's own is read where the pointers point", async (t) => {
  const page = await startPage(t, JSON.stringify({ db: { out: 3, in: 1, queue: [{ length: 2 }], most: 8 } }));
  const pointers = 'kind = "json"\njson_used = "/db/out"\njson_idle = "/db/in"\njson_waiting = "/db/queue/0/length"\njson_limit = "/db/most"';
  const lifeguard = await startWatched(t, { config: watching(page.url, { more: pointers }) });
  await shows(lifeguard, { used: 3, idle: 1, pool_limit: 8, pool_waiting: 2 }, { pool: 'app' });
  page.set('{"db": {"out": 3, "in": 1, "queue": [], "most": 8}}');
  await fails(lifeguard, new RegExp(`^${page.address}: the JSON page has no number at /db/queue/0/length$`));
  await lifeguard.stop();
});

test('a page without a pool is up, and says what it has instead', async (t) => {
  const page = await startPage(t, 'up 1\nhttp_requests_total{code="200"} 5\n');
  const lifeguard = await startWatched(t, { config: watching(page.url) });
  await until('the part pools to fail', async () => {
    const { targets } = await lifeguard.api('health');
    const part = targets[0].parts.find(({ part }) => part === 'pools');
    return targets[0].up && /^the page has 2 metrics, none of a pool that Lifeguard knows \(go, hikaricp, /.test(part.error) || assert.fail(JSON.stringify(targets[0]));
  });
  page.set(used(1));
  await shows(lifeguard, { used: 1 });
  await lifeguard.stop();
});

test('the lines that the docs give to apps are those that the apps here run', () => {
  const page = fs.readFileSync(new URL('../../docs/pools.md', import.meta.url), 'utf8');
  const lines = new URL('apps/lines/', import.meta.url);
  for (const file of fs.readdirSync(lines)) {
    const block = fs.readFileSync(new URL(file, lines), 'utf8').trimEnd().replace(/^(?=.)/gm, '    ');
    assert.ok(page.includes(`\n${block}\n`), `docs/pools.md lacks apps/lines/${file}`);
  }
});
