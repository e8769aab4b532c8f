import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startLifeguard } from './harness/lifeguard.mjs';
import { startPostgres } from './harness/postgres.mjs';
import { MAJORS, noServers as skip, unpackServer } from './harness/servers.mjs';
import { until } from './harness/until.mjs';

const LOOKS_UNTIL_ALL_ANEW = 60;

for (const major of MAJORS) {
  test(`PostgreSQL ${major}: sessions that stay idle are seen and not sent`, { skip }, async (t) => {
    const server = unpackServer(major);
    t.after(server.remove);
    const config = { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.track': 'all' };
    const postgres = await startPostgres({ test: t, bin: server.bin, config });
    await postgres.sql('create extension pg_stat_statements');
    await postgres.sql('create role lifeguard login in role pg_monitor; create role shop login');
    const idle = [];
    while (idle.length < 10) idle.push(await postgres.session('shop', 'postgres', { application_name: 'checkout' }));
    for (const session of idle) await session.query(`select ${session.processID} as order_id`);

    const lifeguard = await startLifeguard({
      test: t,
      config: `[[postgres]]\nname = "main"\ndsn = "${postgres.dsn('lifeguard')}"\nactivity_interval = "100ms"\nquery_text = "raw"\n`,
    });
    const sessions = async () => (await lifeguard.api('sessions')).sessions.filter(({ application }) => application === 'checkout');
    const looks = async () => {
      const [row] = await postgres.sql(
        `select coalesce(sum(calls), 0)::int as calls, coalesce(sum(rows), 0)::int as rows from pg_stat_statements
         where query like '%pg_stat_get_activity%' and query not like '%pg_stat_statements%'`,
      );
      return row;
    };
    const after = (count) => {
      const first = looks();
      return until(`${count} looks`, async () => (await looks()).calls >= (await first).calls + count);
    };

    await after(5);
    const before = await looks();
    await after(20);
    const later = await looks();
    const rowsPerLook = (later.rows - before.rows) / (later.calls - before.calls);
    assert.ok(rowsPerLook < 6, `${rowsPerLook} rows per look, and ten sessions are idle`);

    const seen = await sessions();
    assert.deepEqual(seen.map(({ pid }) => pid).sort(), idle.map(({ processID }) => processID).sort());
    for (const session of seen) {
      assert.equal(session.state, 'idle');
      assert.equal(session.query, `select ${session.pid} as order_id`);
      assert.deepEqual([session.database, session.user, session.wait_event], ['postgres', 'shop', 'ClientRead']);
    }

    const [busy, leaving] = idle;
    await busy.query('begin; select 42');
    await leaving.end();
    await until('the change of one and the end of another', async () => {
      const now = await sessions();
      const changed = now.find(({ pid }) => pid === busy.processID);
      return now.length === 9 && changed.state === 'idle in transaction' && changed.query === 'begin; select 42';
    });

    await idle[2].end();
    await postgres.sql('create database branch');
    const newcomer = await postgres.session('shop', 'branch', { application_name: 'checkout' });
    await until('one in another\'s stead, in a database that is new', async () => {
      const now = await sessions();
      return now.length === 9 && now.every(({ pid, database }) => database === (pid === newcomer.processID ? 'branch' : 'postgres'));
    });

    assert.equal((await lifeguard.metrics()).value('lifeguard_collect_success', { part: 'activity' }), 1);
    assert.doesNotMatch(lifeguard.logs(), /asked for anew/);
    if (major === MAJORS.at(-1)) {
      await postgres.sql('alter role shop rename to store');
      await after(LOOKS_UNTIL_ALL_ANEW);
      await until('the new name of the role', async () => (await sessions()).every(({ user }) => user === 'store'));
    }
    await lifeguard.stop();
  });
}
