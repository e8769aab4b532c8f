import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { configFile } from './harness/config_file.mjs';
import { runToEnd } from './harness/lifeguard.mjs';
import { leak, startShop, startWatched, target } from './harness/scene.mjs';
import { MAJORS, noServers as skip, unpackServer } from './harness/servers.mjs';
import { timescaledb } from './harness/timescaledb.mjs';
import { until } from './harness/until.mjs';

const QUERIES = fileURLToPath(new URL('../../collectors/postgres/sql', import.meta.url));

for (const major of MAJORS) {
  test(`PostgreSQL ${major}`, { skip }, async (t) => {
    const server = unpackServer(major);
    const postgres = await startShop(t, { bin: server.bin, config: settingsFor(major) });
    t.after(server.remove);
    await postgres.sql('create role blind login');
    await timescaledb(postgres, 'shop');
    await postgres.sql(READABLE, [], 'shop');
    await postgres.sql('create role heir login noinherit in role pg_monitor');
    const config = ['lifeguard', 'blind', 'heir'].map((role) => target(postgres, { name: role, role })).join('');

    await t.test('every query runs as it stands, and gives the columns that it gives elsewhere', async () => {
      const lifeguard = await postgres.session('lifeguard', 'shop');
      for (const { name, file } of queriesFor(major)) {
        const { fields } = await lifeguard.query(fs.readFileSync(path.join(QUERIES, file), 'utf8'));
        const columns = fields.map((field) => ({ column: field.name, type: field.dataTypeID }));
        if (!columnsOf.has(name)) columnsOf.set(name, columns);
        assert.deepEqual(columns, columnsOf.get(name), file);
      }
    });

    await t.test('check names the version and who sees too little', async (t) => {
      const { stdout } = await runToEnd(['check', '-c', configFile(t, config)]);
      assert.equal([...stdout.matchAll(new RegExp(`PostgreSQL ${major}\\.\\d+, as role "(lifeguard|blind|heir)"`, 'g'))].length, 3, stdout);
      assert.match(stdout, /run: GRANT pg_monitor TO blind;/);
    });

    await t.test('the agent sees who leaks, who blocks whom and what the limits are', async (t) => {
      await replicateWithin(postgres);  // before, for a slot waits for every transaction that has written
      const { holder, victim } = await blockSomebody(postgres);
      const lifeguard = await startWatched(t, { config });
      const [leaked, blocked] = await Promise.all(['connection_leak', 'blocked_sessions'].map((rule) => incident(lifeguard, rule)));

      assert.match(leaked.summary, /^warehouse \(role shop, database shop, from 127\.0\.0\.1\) holds 1 session idle in transaction/);
      assert.deepEqual(leaked.evidence.map(({ pid }) => Number(pid)), [holder]);
      assert.match(blocked.summary, new RegExp(`^1 session waits for a lock behind warehouse .*, pid ${holder}, idle in transaction`));
      assert.deepEqual(blocked.evidence.map(({ pid }) => Number(pid)), [holder, victim]);
      assert.match(blocked.evidence[1].wants, /^ShareLock on transactionid \d+/);

      const { sessions } = await lifeguard.api('sessions');
      const seen = (pid, by = 'lifeguard') => sessions.find((session) => session.pid === pid && session.target === by);
      assert.deepEqual(seen(victim).blocked_by, [holder]);
      assert.equal(seen(victim).wait_event_type, 'Lock');
      for (const pid of [holder, victim]) {
        assert.match(seen(pid).query, /^update stock set n = /);
        assert.match(String(seen(pid).query_id), major >= 14 ? /^-?\d+$/ : /^null$/);
      }
      const workers = sessions.filter(({ backend_type: type }) => /^logical replication .*worker$/.test(type));
      assert.ok(workers.some(({ database }) => database === 'shop'), JSON.stringify(sessions));

      const metrics = await until('every role to have looked into the databases', async () => {
        const page = await lifeguard.metrics();
        return page.samples('lifeguard_pg_databases_visited').length === 3 && page;
      });
      const usable = 30 - 3 - (major >= 16 ? 2 : 0);
      for (const [role, visibility] of [['lifeguard', 1], ['blind', 0], ['heir', major < 15 ? 1 : 0]]) {
        const of = (metric, labels) => metrics.value(metric, { target: role, ...labels });
        assert.equal(of('lifeguard_target_up'), 1);
        assert.equal(of('lifeguard_pg_visibility'), visibility);
        assert.equal(seen(holder, role).state, visibility ? 'idle in transaction' : 'hidden');
        assert.equal(of('lifeguard_pg_session_limit'), usable);
        const whenThere = { ...(major >= 16 && { io: 1 }) };
        const expected = {
          activity: 1, archiver: 1, checkpoints: 1, databases: 1, locks: 1, posture: 1, replication: 1,
          replication_slots: 1, server: 1, statements: visibility, transactions: 1, visibility, wal: 1, ...whenThere,
        };
        assert.deepEqual(await partsOf(lifeguard, role), expected);
        assert.ok(of('lifeguard_pg_transactions_total', { database: 'shop', outcome: 'commit' }) > 0);
      }
      await lifeguard.stop();
    });
  });
}

const columnsOf = new Map();

// What only superusers read by default, for the queries that are asked when it was granted.
const READABLE = `grant select on pg_hba_file_rules to lifeguard; grant execute on function pg_hba_file_rules() to lifeguard;
  grant select on pg_authid to lifeguard`;

function settingsFor(major) {
  return {
    wal_level: 'logical',
    ...(major >= 14 && { compute_query_id: 'on' }),
    ...(major >= 16 && { reserved_connections: 2 }),
  };
}

/** Of the files of one name, the one that a server of this version gets. */
function queriesFor(major) {
  const newest = new Map();
  for (const file of fs.readdirSync(QUERIES)) {
    const [, name, since] = /^(\w+)\.(\d+)\.sql$/.exec(file);
    if (since > major || newest.get(name)?.since > since) continue;
    newest.set(name, { name, file, since: Number(since) });
  }
  return [...newest.values()];
}

/** One session leaks a transaction that has changed a row, and another wants that row. Gives their pids. */
async function blockSomebody(postgres) {
  await postgres.sql('create table stock (sku text primary key, n int); grant all on stock to shop', [], 'shop');
  await postgres.sql("insert into stock values ('A', 1)", [], 'shop');
  const holder = await leak(postgres, { application: 'warehouse', statement: "update stock set n = 2 where sku = 'A'" });
  const victim = await postgres.session('shop', 'shop', { application_name: 'checkout' });
  victim.query("update stock set n = 3 where sku = 'A'").catch(() => {});
  return { holder: holder.processID, victim: victim.processID };
}

/** A subscription whose worker is neither a client nor, in name, a background worker. */
async function replicateWithin(postgres) {
  await postgres.sql("select pg_create_logical_replication_slot('own', 'pgoutput')");
  await postgres.sql('create publication own');
  await postgres.sql(
    `create subscription own connection '${postgres.dsn()}' publication own with (create_slot = false, slot_name = own)`,
    [],
    'shop',
  );
}

/** How each part went, once the databases were looked into. */
function partsOf(lifeguard, target) {
  return until('the databases', async () => {
    const samples = (await lifeguard.metrics()).samples('lifeguard_collect_success', { target });
    const parts = Object.fromEntries(samples.map(({ labels, value }) => [labels.part, value]));
    return parts.databases !== undefined && parts;
  });
}

function incident(lifeguard, rule) {
  return until(`an incident of ${rule}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find((each) => each.rule === rule && each.target === 'lifeguard' && each.state === 'firing');
  });
}
