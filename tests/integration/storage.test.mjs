import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const RULES = `
[rules.pg_dead_rows]
rows = 1000
recover_for = "1s"
[rules.pg_sequence_exhaustion]
recover_for = "1s"
[rules.pg_invalid_index]
recover_for = "1s"
[rules.pg_unused_index]
size = "64KiB"
counted = "1s"
recover_for = "1s"
[rules.pg_foreign_key_unindexed]
rows = 1000
recover_for = "1s"
`;

const surveyed = (postgres, more = '') =>
  RULES + target(postgres, { more: `databases_interval = "1s"\n${more}` });

const part = async (lifeguard) =>
  (await lifeguard.api('health')).targets[0]?.parts.find(({ part: name }) => name === 'databases');

const visited = (lifeguard, number) =>
  until(`${number} databases to be visited`, async () => {
    return (await lifeguard.metrics()).value('lifeguard_pg_databases_visited') === number;
  });

const incident = (lifeguard, rule, state = 'firing') =>
  until(`${rule} to be ${state}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find((each) => each.rule === rule && each.state === state);
  });

/** What each of the rules is about, in one database. */
async function misuse(postgres, database) {
  const run = (sql) => postgres.sql(sql, [], database);
  await run('create schema "user"');
  await run('create table "user".customers (id serial primary key)');
  await run('insert into "user".customers select from generate_series(1, 10)');
  await run(`create table "user"."Orders" (id serial primary key, customer int references "user".customers, ref text) with (autovacuum_enabled = off)`);
  await run(`insert into "user"."Orders" (customer, ref) select 1, 'order ' || n % 2000 from generate_series(1, 4000) n`);
  await run(`create index unused on "user"."Orders" (ref)`);
  await assert.rejects(run(`create unique index concurrently "Ref" on "user"."Orders" (ref)`), /could not create unique index/);
  await run(`delete from "user"."Orders" where id % 2 = 0`);
  await run(`select setval('"user"."Orders_id_seq"', 2040000000)`);
  await run('analyze');
}

/** The statements of a remedy, as one would paste them. */
async function follow(postgres, database, remedy) {
  const [statements] = remedy.split('-- in database');
  for (const statement of statements.split(';').filter((each) => each.trim())) await postgres.sql(statement, [], database);
}

test('what takes room, what vacuum left and what runs out is told, and the remedies mend it', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('grant select on all sequences in schema pg_catalog to lifeguard');
  await postgres.sql('grant pg_read_all_data to lifeguard');
  await postgres.sql('create database "Stock 2"');
  await misuse(postgres, 'Stock 2');
  const lifeguard = await startWatched(t, { config: surveyed(postgres) });
  await visited(lifeguard, 3);

  const told = {};
  for (const rule of ['pg_dead_rows', 'pg_sequence_exhaustion', 'pg_invalid_index', 'pg_unused_index', 'pg_foreign_key_unindexed']) {
    told[rule] = await incident(lifeguard, rule);
  }
  assert.match(told.pg_dead_rows.summary, /^table "user"\."Orders" of database Stock 2 has 2000 dead rows, 50 % of all; last vacuumed never/);
  assert.match(told.pg_sequence_exhaustion.summary, /is at 2040000000 of 2147483647 \(95 % used\), all that column "user"\."Orders"\.id can hold$/);
  assert.equal(told.pg_sequence_exhaustion.severity, 'critical');
  assert.match(told.pg_invalid_index.summary, /^index "user"\."Ref" on "user"\."Orders" of database Stock 2 is not valid/);
  assert.deepEqual(told.pg_unused_index.evidence.map(({ index }) => index), ['"user".unused']);
  assert.equal(told.pg_foreign_key_unindexed.evidence[0].columns, 'customer');
  assert.match(told.pg_foreign_key_unindexed.summary, /a row of "user"\.customers reads all of "user"\."Orders", about 2000 rows/);

  const metrics = await lifeguard.metrics();
  const labels = { database: 'Stock 2', schema: 'user' };
  assert.equal(metrics.value('lifeguard_pg_table_dead_rows', { ...labels, table: 'Orders' }), 2000);
  assert.ok(metrics.value('lifeguard_pg_table_bytes', { ...labels, table: 'Orders' }) > 100_000);
  assert.equal(metrics.value('lifeguard_pg_invalid_indexes', { database: 'Stock 2' }), 1);
  assert.equal(metrics.value('lifeguard_pg_hidden_sequences', { database: 'Stock 2' }), 0);
  assert.ok(Math.abs(metrics.value('lifeguard_pg_sequence_used_ratio', { ...labels, sequence: 'Orders_id_seq' }) - 0.95) < 0.001);
  const [{ bytes }] = await postgres.sql(`select pg_database_size('Stock 2')::int as bytes`);
  assert.ok(Math.abs(metrics.value('lifeguard_pg_database_bytes', { database: 'Stock 2' }) - bytes) < 1_000_000);
  await until('growth', async () => (await lifeguard.metrics()).samples('lifeguard_pg_database_growth_bytes_per_second').length === 3);

  for (const rule of ['pg_invalid_index', 'pg_unused_index', 'pg_foreign_key_unindexed', 'pg_sequence_exhaustion', 'pg_dead_rows']) {
    await follow(postgres, 'Stock 2', told[rule].remedy);
  }
  for (const rule of Object.keys(told)) await incident(lifeguard, rule, 'resolved');
  await lifeguard.stop();
});

test('a database that refuses, or goes meanwhile, costs only itself and ends none of its incidents', async (t) => {
  const postgres = await startShop(t, { hba: ['host barred lifeguard 127.0.0.1/32 reject'] });
  for (const name of ['barred', 'closed', 'revoked', 'stock']) await postgres.sql(`create database ${name}`);
  await postgres.sql('alter database closed allow_connections false');
  await postgres.sql('revoke connect on database revoked from public');
  await misuse(postgres, 'stock');
  const lifeguard = await startWatched(t, { config: surveyed(postgres) });
  await visited(lifeguard, 3);  // postgres, shop, stock
  const { success, error } = await part(lifeguard);
  assert.equal(success, true);
  assert.match(error, /^databases: 1 of 4 could not be looked into: barred: .*pg_hba\.conf/);
  assert.equal((await lifeguard.metrics()).value('lifeguard_pg_database_refused', { database: 'barred' }), 1);
  assert.equal((await lifeguard.api('health')).targets[0].up, true);
  await incident(lifeguard, 'pg_invalid_index');

  await postgres.sql('alter database stock connection limit 0');
  await visited(lifeguard, 2);
  assert.match((await part(lifeguard)).error, /stock: closed on purpose, by its connection limit of 0; ALTER DATABASE stock CONNECTION LIMIT -1/);
  await incident(lifeguard, 'pg_invalid_index', 'unknown');
  await postgres.sql('alter database stock connection limit -1');
  await incident(lifeguard, 'pg_invalid_index');
  await postgres.sql('drop database stock with (force)');
  await incident(lifeguard, 'pg_invalid_index', 'resolved');
  await lifeguard.stop();
});

test('databases that the config names are visited, and those that are not there or are closed are told', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('create database closed connection limit 0');
  const lifeguard = await startWatched(t, { config: surveyed(postgres, 'databases = ["postgres", "nowhere", "closed"]') });
  await visited(lifeguard, 1);
  assert.match((await part(lifeguard)).error, /2 of 3 could not be looked into: closed: .*; the connection limit of this database is reached, or is 0, .*; nowhere: .*does not exist/);
  assert.deepEqual((await lifeguard.metrics()).samples('lifeguard_pg_database_bytes').map(({ labels }) => labels.database), ['postgres']);
  await lifeguard.stop();
});

test('a round opens one connection to each database, and one more for the timeouts of its own', async (t) => {
  const postgres = await startShop(t, { config: { shared_preload_libraries: '', log_connections: 'on' } });
  const lifeguard = await startWatched(t, { config: RULES + target(postgres) });
  await visited(lifeguard, 2);
  await lifeguard.stop();
  const opened = [...postgres.log().matchAll(/connection authorized: user=lifeguard database=(\w+)/g)].map(([, database]) => database);
  assert.deepEqual(opened, ['shop', 'shop', 'shop', 'postgres']);  // the first is the permanent one
});

test('behind locked tables, indexes and sequences nothing waits and nothing fails', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql('grant pg_read_all_data to lifeguard');
  await misuse(postgres, 'shop');
  const locker = await postgres.session('postgres', 'shop');
  await locker.query('begin; lock table "user"."Orders", "user".customers in access exclusive mode');
  await locker.query('alter sequence "user"."Orders_id_seq" increment 2');
  const watcher = await postgres.session('postgres', 'shop');
  const lifeguard = await startWatched(t, { config: surveyed(postgres) });
  let waits = 0;
  const visits = new Set();
  await until('three visits', async () => {
    const { rows } = await watcher.query('select from pg_locks where not granted');
    waits += rows.length;
    visits.add((await lifeguard.metrics()).value('lifeguard_pg_database_last_visit_timestamp_seconds', { database: 'shop' }));
    return visits.size > 3;
  }, { every: 1 });
  assert.equal(waits, 0);
  const { success, error } = await part(lifeguard);
  assert.deepEqual({ success, error }, { success: true, error: undefined });
  assert.doesNotMatch(postgres.log(), /lock timeout|deadlock/);
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_pg_hidden_sequences', { database: 'shop' }), 1);
  assert.equal(metrics.value('lifeguard_pg_table_dead_rows', { database: 'shop', table: 'Orders' }), 2000);
  assert.ok(!(await lifeguard.api('incidents')).incidents.some(({ rule }) => rule === 'pg_sequence_exhaustion'));
  await locker.query('rollback');
  await incident(lifeguard, 'pg_sequence_exhaustion');
  await lifeguard.stop();
});

test('a role that may not read sequences is told so, and takes none for empty', async (t) => {
  const postgres = await startShop(t);
  await misuse(postgres, 'shop');
  const lifeguard = await startWatched(t, { config: surveyed(postgres) });
  await incident(lifeguard, 'pg_invalid_index');
  const metrics = await lifeguard.metrics();
  assert.equal(metrics.value('lifeguard_pg_hidden_sequences', { database: 'shop' }), 2);
  assert.equal(metrics.samples('lifeguard_pg_sequence_used_ratio').length, 0);
  await lifeguard.stop();
});

test('2,000 tables: bounded series, no spill to disk, one connection beside the permanent one', async (t) => {
  const postgres = await startShop(t, { config: { log_temp_files: 0, log_connections: 'on', max_locks_per_transaction: 256 } });
  const builder = await postgres.session('postgres', 'shop');
  for (let first = 1; first <= 2000; first += 200) {
    await builder.query(`do $$ begin for i in ${first}..${first + 199} loop
      execute format('create table t%s (id serial primary key, parent int references t%s, ref text)', i, greatest(i - 1, 1));
      execute format('create index on t%s (ref)', i);
    end loop; end $$`);
  }
  await builder.query('grant pg_read_all_data to lifeguard');
  await builder.query("select setval('t1999_id_seq', 2040000000); analyze");
  const lifeguard = await startWatched(t, { config: surveyed(postgres) });
  await visited(lifeguard, 2);
  const count = async () => (await postgres.sql("select count(*)::int as n from pg_stat_activity where application_name = 'lifeguard'"))[0].n;
  let most = 0;
  const found = await until('the sequence at the far end', async () => {
    most = Math.max(most, await count());
    return (await lifeguard.api('incidents')).incidents.find(({ rule }) => rule === 'pg_sequence_exhaustion');
  }, { within: 30_000 });
  assert.match(found.summary, /^sequence public\.t1999_id_seq of database shop is at 2040000000/);
  assert.ok(most <= 2, `${most} connections`);
  const metrics = await lifeguard.metrics();
  const own = metrics.names().filter((name) => /^lifeguard_pg_(database|table|sequence|invalid|unused|unindexed|hidden)/.test(name));
  const series = own.flatMap((name) => metrics.samples(name)).length;
  assert.ok(series > 20 && series <= 150, `${series} series`);
  assert.equal(metrics.value('lifeguard_pg_unused_indexes', { database: 'shop' }), 2000);
  assert.equal(metrics.value('lifeguard_pg_unindexed_foreign_keys', { database: 'shop' }), 2000);
  assert.doesNotMatch(postgres.log(), /temporary file/);
  await lifeguard.stop();
});

test('a reload and an end in the middle of a visit end it cleanly, and a server that is down is not visited', async (t) => {
  const postgres = await startShop(t, { config: { log_connections: 'on', log_disconnections: 'on' } });
  const config = surveyed(postgres).replace('timeout = "1s"', 'timeout = "10s"');
  const hung = await postgres.session('postgres', 'postgres');
  await hung.query('begin; lock table pg_catalog.pg_namespace in access exclusive mode');
  const lifeguard = await startWatched(t, { config });
  await until('a failed visit', async () => (await part(lifeguard))?.error?.includes('postgres: '));
  assert.match((await part(lifeguard)).error, /postgres: .*lock timeout/);
  await hung.query('rollback');
  await visited(lifeguard, 2);
  for (let i = 0; i < 5; ++i) {
    lifeguard.reload();
    await visited(lifeguard, 2);
  }
  await postgres.down();
  await until('the target to be down', async () => !(await lifeguard.api('health')).targets[0].up, { within: 20_000 });
  assert.equal((await part(lifeguard)).success, false);
  assert.equal((await lifeguard.metrics()).samples('lifeguard_pg_databases_visited').length, 0);
  await postgres.up();
  await visited(lifeguard, 2);
  await lifeguard.stop();
  assert.doesNotMatch(lifeguard.logs(), /survey|ERROR: AddressSanitizer/);
});
