import assert from 'node:assert/strict';
import { test } from 'node:test';

import { configFile } from './harness/config_file.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { MAJORS, noServers, unpackServer } from './harness/servers.mjs';
import { until } from './harness/until.mjs';

const EVERY_SECOND = { more: 'statements_interval = "1s"\ndatabases = ["shop"]' };

for (const major of MAJORS) {
  test(`PostgreSQL ${major}: what is exported is what pg_stat_statements counts, whoever resets it`, { skip: noServers }, async (t) => {
    const server = unpackServer(major);
    const postgres = await startShop(t, { bin: server.bin });
    t.after(server.remove);
    await postgres.sql('create database quiet owner shop');
    const app = await postgres.session('shop', 'quiet');
    await app.query('create table item (id int primary key, name text)');
    await work(app, 30);  // before we look: none of it is ours to count

    const lifeguard = await startWatched(t, { config: target(postgres, EVERY_SECOND) });
    await firstReading(lifeguard);
    const before = await counted(postgres, 'quiet');
    await work(app, 40);
    const after = await counted(postgres, 'quiet');
    const grown = { calls: after.calls - before.calls, rows: after.rows - before.rows, seconds: after.seconds - before.seconds };
    assert.equal(grown.calls, 120);
    await until('the work to be exported', async () => (await exported(lifeguard, 'quiet')).calls >= grown.calls);
    const seen = await exported(lifeguard, 'quiet');
    assert.deepEqual([seen.calls, seen.rows], [grown.calls, grown.rows]);
    assert.ok(Math.abs(seen.seconds - grown.seconds) < 1e-6, `${seen.seconds} s, not ${grown.seconds} s`);

    await postgres.sql('select pg_stat_statements_reset()', [], 'shop');
    await work(app, 10);
    await until('the work after the reset', async () => (await exported(lifeguard, 'quiet')).calls > grown.calls);
    await until('another window', nextWindow(lifeguard));
    const then = await exported(lifeguard, 'quiet');
    assert.deepEqual([then.calls, then.rows], [grown.calls + 30, grown.rows + 20]);
    assert.ok(then.seconds >= seen.seconds && then.seconds < seen.seconds + 1, `${seen.seconds} s, then ${then.seconds} s`);
    const metrics = await lifeguard.metrics();
    assert.equal(metrics.value('lifeguard_pg_statement_resets_total'), 1);
    assert.equal(metrics.value('lifeguard_pg_statement_entry_limit'), 5000);
    assert.equal(metrics.value('lifeguard_pg_statement_evictions_total'), major >= 14 ? 0 : undefined);
    assert.equal(metrics.value('lifeguard_pg_statement_wal_bytes_total', { database: 'quiet' }) > 0, major >= 13);
    await lifeguard.stop();
  });
}

test('/api/queries says what a statement did in the last window', async (t) => {
  const postgres = await startShop(t);
  const app = await postgres.session('shop', 'shop');
  await app.query('create table item (id int primary key, name text)');
  await work(app, 1);
  const lifeguard = await startWatched(t, { config: target(postgres, EVERY_SECOND) });
  await until('no window yet', async () => /two readings make a window/.test((await lifeguard.api('queries')).unknown[0]?.error));
  await firstReading(lifeguard);
  await work(app, 25);
  const query = await until('the statement with its text', async () => {
    const { queries } = await lifeguard.api('queries?limit=100');
    return queries.find((each) => /^insert into item/.test(each.query));
  });
  assert.deepEqual(
    [query.target, query.database, query.users, query.query],
    ['main', 'shop', ['shop'], 'insert into item values ($1, $2) on conflict (id) do update set name = $2'],
  );
  assert.match(query.queryid, /^-?\d+$/);
  assert.match(query.fingerprint, /^[0-9a-f]{16}$/);
  assert.ok(query.calls > 0 && query.calls <= 25 && query.rows === query.calls, JSON.stringify(query));
  assert.ok(query.mean_seconds > 0 && query.max_seconds >= query.mean_seconds && query.share > 0 && query.share <= 1);
  assert.ok(query.cache_hit_ratio > 0.5 && query.wal_bytes > 0 && query.window_seconds > 0.5);
  assert.ok(Date.parse(query.max_since) <= Date.now());

  const { queries, total } = await lifeguard.api('queries?limit=1');
  assert.equal(queries.length, 1);
  assert.ok(total >= 1);
  assert.doesNotMatch((await lifeguard.metrics()).text, /insert into item/);
  await lifeguard.stop();
});

test('an index that goes under load is a slow query, with what the statement took before', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('create table orders as select n as id, n % 50000 as customer from generate_series(1, 200000) n', [], 'shop');
  await postgres.sql('create index by_customer on orders (customer); analyze orders; grant all on orders to shop', [], 'shop');
  const lifeguard = await startWatched(t, { config: target(postgres, EVERY_SECOND) });
  const app = await postgres.session('shop', 'shop', { application_name: 'checkout' });
  const load = repeat((n) => app.query('select count(*) from orders where customer = $1', [n % 50000]));
  t.after(load.stop);

  const slow = async () => (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'slow_query');
  await until('a past to compare with', async () => {
    const { queries } = await lifeguard.api('queries?limit=100');
    return queries.find(({ query, baseline_calls: calls }) => /from orders/.test(query) && calls > 500);
  });
  assert.equal(await slow(), undefined);
  await postgres.sql('drop index by_customer', [], 'shop');
  const incident = await until('the incident', slow);
  assert.match(incident.summary, /^a statement of database shop takes \d+(\.\d)? times as long as in the hour before: [\d.]+ ms on average over \d+ calls in the last .* before: select count\(\*\) from orders where customer = \$1$/);
  assert.equal(incident.severity, 'warning');
  const [evidence] = incident.evidence;
  assert.equal(evidence.query, 'select count(*) from orders where customer = $1');
  assert.match(evidence['mean before'], /^[\d.]+ [mµ]s \(\d+ calls in the hour before\)$/);
  assert.match(evidence['share of time'], /^\d+(\.\d)? %$/);
  assert.equal(evidence.users, 'shop');
  assert.match(incident.remedy, /EXPLAIN/);
  await load.stop();
  await lifeguard.stop();
});

test('a statement that runs once per row is N+1', async (t) => {
  const postgres = await startShop(t);
  const app = await postgres.session('shop', 'shop');
  await app.query('create table item (id int primary key, name text)');
  const config = target(postgres, EVERY_SECOND) + '[rules.n_plus_one]\ncalls = 100\n';
  const lifeguard = await startWatched(t, { config });
  const load = repeat(async () => {
    await app.query('begin');
    for (let id = 0; id < 60; ++id) await app.query('select name from item where id = $1', [id]);
    await app.query('commit');
  });
  t.after(load.stop);
  const incident = await until('the incident', async () =>
    (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'n_plus_one'), { within: 20_000 });
  assert.equal(incident.severity, 'info');
  const [, times] = /^one statement of database shop ran (\d+) times per transaction \(\d+ calls for \d+ transactions in .*\): select name from item where id = \$1$/.exec(incident.summary);
  assert.ok(times >= 30 && times <= 90, incident.summary);
  assert.match(incident.remedy, /JOIN/);
  const { incidents } = await lifeguard.api('incidents');
  assert.deepEqual(incidents.map(({ rule }) => rule), ['n_plus_one']);
  await load.stop();
  await lifeguard.stop();
});

test('the same statement again and again in one trace is N+1 too', async (t) => {
  const postgres = await startShop(t);
  const app = await postgres.session('shop', 'shop');
  await app.query('create table item (id int primary key, name text)');
  const config = target(postgres, EVERY_SECOND) + '[rules.n_plus_one]\nper_transaction = 4\n';
  const lifeguard = await startWatched(t, { config });
  const trace = '0af7651916cd43dd8448eb211c80319c';
  const load = repeat((n) => {
    const comment = `/*controller='cart',traceparent='00-${trace}-${String(n).padStart(16, '0')}-01'*/`;
    return app.query(`select name, pg_sleep(0.05) from item right join (values (${n})) as one(n) on n = id ${comment}`);
  });
  t.after(load.stop);
  const incident = await until('the incident', async () =>
    (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'n_plus_one'), { within: 20_000 });
  assert.match(incident.summary, /^one statement of database shop ran at least \d+ times within one trace: select name, pg_sleep/);
  assert.equal(incident.evidence.find((each) => each.trace)?.trace, trace);
  await load.stop();
  await lifeguard.stop();
});

test('where statements cannot be read, one message says what to run, and then they are read', async (t) => {
  const postgres = await startShop(t, { config: { shared_preload_libraries: '' } });
  const config = target(postgres, EVERY_SECOND);
  const lifeguard = await startWatched(t, { config });
  const says = (pattern) =>
    until(`the part to say ${pattern}`, async () => {
      const { targets } = await lifeguard.api('health');
      return pattern.test(targets[0].parts?.find(({ part }) => part === 'statements')?.error);
    }, { within: 20_000 });

  await says(/^statements: pg_stat_statements is not loaded: add it to shared_preload_libraries and restart the server; then run in database shop: CREATE EXTENSION pg_stat_statements;$/);
  const { stdout, code } = await runToEnd(['check', '-c', configFile(t, config)]);
  assert.match(stdout, /warn {2}statements: pg_stat_statements is not loaded/);
  assert.equal(code, 0, stdout);
  await postgres.sql('create extension pg_stat_statements', [], 'shop');
  await says(/^statements: pg_stat_statements is not loaded: add it to shared_preload_libraries and restart the server$/);
  await postgres.sql("alter system set shared_preload_libraries = 'pg_stat_statements'");
  await postgres.sql('drop extension pg_stat_statements', [], 'shop');
  await postgres.restart();
  await says(/^statements: pg_stat_statements is loaded, but its view is not in this database; run in database shop: CREATE EXTENSION pg_stat_statements;$/);
  const { unknown } = await lifeguard.api('queries');
  assert.match(unknown[0].error, /CREATE EXTENSION/);
  assert.equal((await lifeguard.metrics()).value('lifeguard_collect_success', { part: 'statements' }), 0);
  assert.equal((await lifeguard.metrics()).value('lifeguard_collect_success', { part: 'activity' }), 1);

  await postgres.sql('create schema "Monitoring"', [], 'shop');
  await postgres.sql('create extension pg_stat_statements schema "Monitoring"', [], 'shop');
  await says(/^statements: role "lifeguard" may not read pg_stat_statements; run in database shop: GRANT USAGE ON SCHEMA "Monitoring" TO lifeguard; GRANT EXECUTE /);
  await postgres.sql('grant usage on schema "Monitoring" to lifeguard', [], 'shop');
  await until('a window', async () => (await lifeguard.api('queries')).queries.length > 0 || (await lifeguard.api('queries')).unknown.length === 0);
  assert.equal((await lifeguard.metrics()).value('lifeguard_collect_success', { part: 'statements' }), 1);
  assert.doesNotMatch(postgres.log(), /ERROR/);

  await postgres.sql('alter extension pg_stat_statements set schema public', [], 'shop');
  await until('one refused reading', () => /ERROR/.test(postgres.log()));
  await until('a window again', nextWindow(lifeguard));
  assert.equal(postgres.log().match(/ERROR/g).length, 2);  // the statements, and their resets and evictions
  await lifeguard.stop();
});

test('an extension that was left behind by an upgrade is read as it is', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('drop extension pg_stat_statements', [], 'shop');
  await postgres.sql("create extension pg_stat_statements version '1.7'", [], 'shop');
  const lifeguard = await startWatched(t, { config: target(postgres, EVERY_SECOND) });
  await firstReading(lifeguard);
  await until('a window', nextWindow(lifeguard));
  assert.equal((await lifeguard.metrics()).samples('lifeguard_pg_statement_wal_bytes_total').length, 0);
  const { stdout, code } = await runToEnd(['check', '-c', configFile(t, target(postgres))]);
  assert.match(stdout, /ok {4}statements: \d+ of 5000 entries, pg_stat_statements 1\.7/);
  assert.equal(code, 0, stdout);
  await lifeguard.stop();
});

test('a text of a database without an encoding costs no other text, nor the page', async (t) => {
  const postgres = await startShop(t, { config: { 'pg_stat_statements.track': 'all' } });
  await postgres.sql("create database bytes owner shop template template0 encoding 'SQL_ASCII' locale 'C'");
  const odd = await postgres.session('shop', 'bytes');
  await odd.query(`do $$ begin execute 'select 1 as "' || chr(233) || '"'; end $$`);
  const app = await postgres.session('shop', 'shop');
  await app.query('create table item (id int primary key, name text)');
  const lifeguard = await startWatched(t, { config: target(postgres, EVERY_SECOND) });
  await firstReading(lifeguard);
  const load = repeat(async () => {
    await odd.query(`do $$ begin execute 'select 1 as "' || chr(233) || '"'; end $$`);
    await work(app, 5);
  });
  t.after(load.stop);
  const page = await until('a text that a session showed', async () => {
    const queries = await lifeguard.api('queries?limit=100');
    return queries.queries.some(({ query }) => /^insert into item/.test(query)) && queries;
  });
  assert.match(page.texts_unknown[0].error, /invalid byte sequence/);
  assert.ok(page.queries.some(({ database, query }) => database === 'bytes' && query === null));
  await load.stop();
  await lifeguard.stop();
});

/** Three statements a round, of which two give or change a row. */
async function work(app, rounds) {
  for (let n = 0; n < rounds; ++n) {
    await app.query('insert into item values ($1, $2) on conflict (id) do update set name = $2', [n, 'a']);
    await app.query('select name from item where id = $1', [n]);
    await app.query('delete from item where id = $1', [-1]);
  }
}

async function counted(postgres, database) {
  const [{ extversion }] = await postgres.sql("select extversion from pg_extension where extname = 'pg_stat_statements'", [], 'shop');
  const time = Number(extversion.split('.')[1]) >= 8 ? 'total_exec_time' : 'total_time';
  const [row] = await postgres.sql(
    `select sum(calls)::int as calls, sum(rows)::int as rows, sum(${time}) / 1000 as seconds
     from pg_stat_statements(false) where dbid = (select oid from pg_database where datname = $1)`,
    [database],
    'shop',
  );
  return row;
}

async function exported(lifeguard, database) {
  const metrics = await lifeguard.metrics();
  const sum = (name) => metrics.samples(`lifeguard_pg_statement_${name}_total`, { database }).reduce((all, { value }) => all + value, 0);
  return { calls: sum('calls'), rows: sum('rows'), seconds: sum('seconds') };
}

function firstReading(lifeguard) {
  return until('the first reading', async () => (await lifeguard.metrics()).value('lifeguard_pg_statement_entries') > 0);
}

/** True once a reading began and ended after the first call. */
function nextWindow(lifeguard) {
  const calls = async () => (await exported(lifeguard, 'shop')).calls;
  let before;
  return async () => {
    before ??= await calls();
    return (await calls()) > before;
  };
}

/** Runs `once` again and again until stop(), which gives when the last one has ended. */
function repeat(once) {
  let going = true;
  const done = (async () => {
    for (let n = 0; going; ++n) await once(n);
  })();
  done.catch(() => {});
  return {
    stop() {
      going = false;
      return done;
    },
  };
}
