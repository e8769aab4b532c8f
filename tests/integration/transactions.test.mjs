import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { slowVacuum, startShop, startWatched, target } from './harness/scene.mjs';
import { MAJORS, noServers as skip, unpackServer } from './harness/servers.mjs';
import { startStandby } from './harness/standby.mjs';
import { until } from './harness/until.mjs';

const RULES = `
[rules.long_transaction]
warning = "1s"
critical = "10m"
clear = "1s"
recover_for = "1s"

[rules.pg_prepared_transaction]
warning = "1s"
critical = "10m"
clear = "1s"
recover_for = "1s"

[rules.pg_xmin_horizon]
warning = 20
critical = 100000
clear = 20
recover_for = "1s"
`;

for (const major of MAJORS) {
  test(`PostgreSQL ${major}: who holds vacuum back is named, and lets go by what is told`, { skip }, async (t) => {
    const server = unpackServer(major);
    const postgres = await startShop(t, { bin: server.bin, config: { max_prepared_transactions: 3, wal_level: 'logical' } });
    t.after(server.remove);
    const vacuum = await slowVacuum(postgres);
    await postgres.sql('grant all on orders to shop', [], 'shop');
    await postgres.sql("select pg_create_logical_replication_slot('left', 'pgoutput')", [], 'shop');

    const batch = await postgres.session('shop', 'shop', { application_name: 'batch' });
    await batch.query('begin; insert into orders values (1)');
    const { pid } = (await batch.query('select pg_backend_pid() as pid')).rows[0];
    batch.query('select pg_sleep(600)').catch(() => {});
    const reader = await postgres.session('shop', 'shop', { application_name: 'reader' });
    reader.query('select pg_sleep(600)').catch(() => {});
    const shop = await postgres.session('shop', 'shop', { application_name: 'two-phase' });
    await shop.query("begin; insert into orders values (2); prepare transaction 'it''s'");
    for (let i = 0; i < 30; ++i) await shop.query('select txid_current()');

    const lifeguard = await startWatched(t, { config: RULES + target(postgres) });
    const [long, innocent, prepared, slot] = await Promise.all([
      firing(lifeguard, 'long_transaction', ({ summary }) => summary.startsWith('batch')),
      firing(lifeguard, 'long_transaction', ({ summary }) => summary.startsWith('reader')),
      firing(lifeguard, 'pg_prepared_transaction'),
      firing(lifeguard, 'pg_xmin_horizon'),
    ]);
    assert.match(long.summary, /has 1 transaction open for long, .*; vacuum cannot remove what the last \d+ transactions left behind$/);
    assert.match(long.remedy, new RegExp(`^SELECT pg_terminate_backend\\(${pid}\\);`));
    assert.match(prepared.summary, /^1 transaction prepared by role shop in database shop is neither .*, the oldest, "it's", for /);
    assert.match(slot.summary, /^replication slot "left" \(nobody reads it\) holds vacuum back: what the last \d+ transactions/);

    // The reader's snapshot is as old as the batch's transaction, and not to blame; nor is the vacuum.
    assert.doesNotMatch(innocent.summary, /vacuum/);
    const { incidents } = await lifeguard.api('incidents');
    assert.ok(!incidents.some(({ summary }) => summary.startsWith('slow vacuum')), JSON.stringify(incidents));
    await until('the horizon to leave the others to their own rules', async () => {
      const page = await lifeguard.api('incidents');
      const keys = page.incidents.filter(({ rule, state }) => rule === 'pg_xmin_horizon' && state === 'firing').map(({ key }) => key);
      return keys.join() === 'slot left';
    });

    const metrics = await lifeguard.metrics();
    for (const [holder, least] of [['backend', 30], ['slot', 30], ['prepared', 30]]) {
      assert.ok(metrics.value('lifeguard_pg_xmin_age_transactions', { holder }) >= least, metrics.text);
    }
    assert.equal(metrics.value('lifeguard_pg_xmin_age_transactions', { holder: 'standby' }), 0);
    assert.equal(metrics.value('lifeguard_pg_prepared_transactions'), 1);
    assert.ok(metrics.value('lifeguard_pg_oldest_prepared_transaction_age_seconds') >= 1);
    assert.ok(metrics.value('lifeguard_pg_database_frozen_xid_age', { database: 'shop' }) > 30);
    const progress = metrics.samples('lifeguard_pg_vacuum_progress_ratio', { database: 'shop', relation: 'public.orders' });
    assert.equal(progress.length, 1, metrics.text);
    assert.ok(progress[0].value >= 0 && progress[0].value < 1);
    assert.equal(metrics.value('lifeguard_pg_vacuum_index_passes', { relation: 'public.orders' }), 0);
    assert.equal(metrics.value('lifeguard_pg_vacuum_memory_used_ratio', { relation: 'public.orders' }), 0);
    assert.equal(metrics.value('lifeguard_collect_success', { part: 'transactions' }), 1);

    for (const { remedy } of [long, prepared, slot]) await postgres.sql(statementIn(remedy), [], 'shop');
    for (const rule of ['long_transaction', 'pg_prepared_transaction', 'pg_xmin_horizon']) {
      await until(`the end of ${rule}`, async () => {
        const page = await lifeguard.api('incidents');
        return page.incidents.some(({ state, ...each }) => each.rule === rule && state === 'resolved');
      });
    }
    await vacuum.end();
    await lifeguard.stop();
  });
}

test('a standby that holds vacuum back by its feedback is named by its primary, and says nothing itself', async (t) => {
  const primary = await startShop(t);
  const config = { hot_standby_feedback: 'on', wal_receiver_status_interval: '1s' };
  const standby = await startStandby(primary, { test: t, name: 'replica1', config });
  const report = await standby.session('shop', 'shop', { application_name: 'report' });
  await report.query('begin isolation level repeatable read; select 1');
  for (let i = 0; i < 30; ++i) await primary.sql('select txid_current()');

  const lifeguard = await startWatched(t, { config: RULES + target(primary) + target(standby, { name: 'replica' }) });
  const told = await firing(lifeguard, 'pg_xmin_horizon');
  assert.equal(told.target, 'main');
  assert.match(told.summary, /^standby replica1 at 127\.0\.0\.1 \(hot_standby_feedback\) holds vacuum back: .* stays in every database$/);
  assert.match(told.remedy, /^On standby replica1 at 127\.0\.0\.1: SELECT pid, pg_terminate_backend\(pid\)/);
  const metrics = await lifeguard.metrics();
  assert.ok(metrics.value('lifeguard_pg_xmin_age_transactions', { target: 'main', holder: 'standby' }) >= 20);
  assert.equal(metrics.value('lifeguard_collect_success', { target: 'replica', part: 'transactions' }), 1);

  await report.query('rollback');
  await until('the end of it', async () => {
    const { incidents } = await lifeguard.api('incidents');
    const horizons = incidents.filter(({ rule }) => rule === 'pg_xmin_horizon');
    return horizons.length === 1 && horizons[0].state === 'resolved';
  });
  await lifeguard.stop();
});

test('ids that run out are told with the slot that keeps vacuum from freezing, until it has frozen', async (t) => {
  const postgres = await startShop(t, { config: { wal_level: 'logical', autovacuum_naptime: '1s' } });
  await postgres.sql("select pg_create_logical_replication_slot('left', 'pgoutput')", [], 'shop');
  await useUp(postgres, 1_200_000_000);

  const rules = '[rules.pg_wraparound]\nrecover_for = "1s"\n[rules.pg_role_change]\nenabled = false\n';
  const lifeguard = await startWatched(t, { config: rules + target(postgres) });
  const incident = await firing(lifeguard, 'pg_wraparound');
  assert.equal(incident.severity, 'warning');
  assert.match(incident.summary, /^database \w+ has used 56 % of the transaction ids: 944 million are left until /);
  assert.ok(incident.evidence.some(({ slot }) => slot === 'left'), JSON.stringify(incident.evidence));
  assert.match(incident.remedy, /^First let go of what holds vacuum back, replication slot "left".*pg_drop_replication_slot\('left'\)/);
  const metrics = await lifeguard.metrics();
  const used = metrics.value('lifeguard_pg_wraparound_used_ratio');
  assert.ok(used > 0.55 && used < 0.57, String(used));

  const horizon = await firing(lifeguard, 'pg_xmin_horizon');
  assert.equal(horizon.severity, 'critical');
  await postgres.sql(statementIn(horizon.remedy));
  for (const database of ['shop', 'postgres', 'template1']) await postgres.sql('vacuum (freeze)', [], database);
  await until('ids to be frozen', async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find(({ rule }) => rule === 'pg_wraparound').state === 'resolved';
  }, { within: 60_000 });
  await lifeguard.stop();
});

function firing(lifeguard, wanted, fits = () => true) {
  return until(`an incident of ${wanted}`, async () => {
    const { incidents } = await lifeguard.api('incidents');
    return incidents.find((each) => each.rule === wanted && each.state === 'firing' && fits(each));
  });
}

/** What an operator would paste: the first statement of a remedy. */
const statementIn = (remedy) => /(SELECT|ROLLBACK PREPARED) .*?;/.exec(remedy)[0];

/** The next transaction gets id `xid`, as if so many had been. */
async function useUp(postgres, xid) {
  await postgres.down();
  const data = path.join(postgres.dir, 'data');
  const owner = fs.statSync(data);
  const as = process.getuid() === 0 ? { uid: owner.uid, gid: owner.gid } : {};
  execFileSync(path.join(postgres.bin, 'pg_resetwal'), ['-x', String(xid), data], { ...as, cwd: postgres.dir });
  const segment = path.join(data, 'pg_xact', Math.floor(xid / (32 * 8192 * 4)).toString(16).toUpperCase().padStart(4, '0'));
  fs.writeFileSync(segment, Buffer.alloc(32 * 8192));
  if (as.uid) fs.chownSync(segment, as.uid, as.gid);
  await postgres.up();
}
