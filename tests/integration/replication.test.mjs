// Standbys, slots, the archiver and checkpoints, on real servers.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runToEnd } from './harness/lifeguard.mjs';
import { startReplica } from './harness/replica.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { noServers, unpackServer } from './harness/servers.mjs';
import { until } from './harness/until.mjs';

const RULES = `
[rules.pg_replication_lag]
warning = "1s"
clear = "1s"
recover_for = "0s"

[rules.pg_replication_slot]
warning = "1MiB"
clear = "1MiB"
recover_for = "0s"

[rules.pg_archiver]
warning = "1s"
recover_for = "0s"

[rules.pg_checkpoints]
window = "60s"
checkpoints = 3
`;

const watch = (t, config) => startWatched(t, { config: RULES + config });

test('a standby whose replay stands still is behind, on both sides, until it goes on', async (t) => {
  const primary = await startShop(t);
  const replica = await startReplica(primary, { test: t });
  const both = target(primary) + target(replica, { name: 'standby' });
  const lifeguard = await watch(t, both);
  const idle = await until('both to be seen', async () => {
    const now = await lifeguard.metrics();
    return now.samples('lifeguard_pg_wal_receiver_up').length && now.samples('lifeguard_pg_standbys').length && now;
  });
  assert.equal(idle.value('lifeguard_pg_replication_lag_seconds', { target: 'main', standby: 'replica' }), 0);
  assert.equal(idle.value('lifeguard_pg_replay_lag_seconds', { target: 'standby' }), 0);
  assert.equal(idle.value('lifeguard_pg_wal_receiver_up', { target: 'standby' }), 1);
  assert.equal(idle.value('lifeguard_pg_standbys', { target: 'main', state: 'streaming', sync_state: 'async' }), 1);

  await replica.sql('select pg_wal_replay_pause()');
  await primary.sql("create table filler as select repeat('x', 500) from generate_series(1, 5000)", [], 'shop');
  const [sent, own] = await Promise.all(['main', 'standby'].map((name) => firing(lifeguard, 'pg_replication_lag', name)));
  assert.match(sent.summary, /^standby replica \(127\.0\.0\.1\) is \S+ s behind, and lacks \d.* of WAL$/);
  assert.equal(sent.evidence[0].state, 'streaming');
  assert.equal(sent.evidence[0]['not flushed'], '0 bytes');
  assert.match(own.summary, /^standby standby is .* behind: replay is paused$/);
  assert.equal(own.evidence[0].sender, `127.0.0.1:${primary.port}`);
  const stuck = await lifeguard.metrics();
  assert.ok(stuck.value('lifeguard_pg_replication_lag_bytes', { standby: 'replica', stage: 'replayed' }) > 1e6);
  assert.equal(stuck.value('lifeguard_pg_replay_paused', { target: 'standby' }), 1);

  await replica.sql(own.remedy);
  await Promise.all(['main', 'standby'].map((name) => resolved(lifeguard, 'pg_replication_lag', name)));
  await lifeguard.stop();
});

test('a standby that went is missed, one that is cut off says so, and both are well when it is back', async (t) => {
  const primary = await startShop(t);
  const replica = await startReplica(primary, { test: t });
  const lifeguard = await watch(t, target(primary) + target(replica, { name: 'standby' }));
  await until('the standby', async () => (await lifeguard.metrics()).value('lifeguard_pg_standbys', { state: 'streaming' }));

  await replica.down();
  const gone = await firing(lifeguard, 'pg_replication_lag', 'main');
  assert.match(gone.summary, /^standby replica \(127\.0\.0\.1\) is not connected any more for /);
  const reloaded = Date.now();
  lifeguard.reload();
  await until('the standby to be missed after a reload too', async () =>
    new Date((await firing(lifeguard, 'pg_replication_lag', 'main')).last_seen) > reloaded + 1000);
  await replica.up();
  await resolved(lifeguard, 'pg_replication_lag', 'main');

  await until('the standby to be seen again', async () =>
    (await lifeguard.metrics()).value('lifeguard_pg_wal_receiver_up', { target: 'standby' }) === 1);
  await primary.down();
  const alone = await firing(lifeguard, 'pg_replication_lag', 'standby');
  assert.match(alone.summary, /^standby standby is at least .* behind: it receives no WAL$/);
  await primary.up();
  await resolved(lifeguard, 'pg_replication_lag', 'standby');
  await lifeguard.stop();
});

test('after a failover the new primary is not missed, and the WAL that it had is not counted as written', async (t) => {
  const primary = await startShop(t);
  const replica = await startReplica(primary, { test: t });
  const hosts = [primary, replica].map(({ port }) => `127.0.0.1:${port}`).join(',');
  const dsn = () => `postgresql://lifeguard@${hosts}/shop?target_session_attrs=read-write`;
  const lifeguard = await watch(t, target({ dsn }));
  const written = async () => (await lifeguard.metrics()).value('lifeguard_pg_wal_bytes_total');
  await until('the standby', async () => (await lifeguard.metrics()).value('lifeguard_pg_standbys', { state: 'streaming' }));
  await primary.sql('create table orders as select generate_series(1, 1000)', [], 'shop');
  const before = await until('WAL', written);

  await primary.down();
  await replica.sql('select pg_promote()');
  await until('the new primary', async () => (await lifeguard.metrics()).value('lifeguard_pg_in_recovery') === 0);
  await replica.sql("create table filler as select repeat('x', 500) from generate_series(1, 5000)", [], 'shop');
  const after = await until('its WAL', async () => (await written()) > before + 2e6 && written());
  const [{ position }] = await replica.sql("select pg_current_wal_lsn() - '0/0' as position");
  assert.ok(Number(position) > 16e6 && after < 16e6, `${after} of ${position}`);
  assert.deepEqual((await incidents(lifeguard, 'pg_replication_lag')).filter(({ state }) => state !== 'resolved'), []);
  await lifeguard.stop();
});

for (const major of [12, 18]) {
  test(`a primary and a standby of PostgreSQL ${major} give every metric that the version has`, { skip: noServers }, async (t) => {
    const { bin, remove } = unpackServer(major);
    const primary = await startShop(t, {
      bin,
      config: {
        wal_level: 'logical',
        track_io_timing: 'on',
        archive_mode: 'on',
        archive_command: 'true',
        ...(major >= 13 && { max_slot_wal_keep_size: '1GB' }),
      },
    });
    await primary.sql("select pg_create_physical_replication_slot('the_standby', true)");
    const replica = await startReplica(primary, { test: t, bin, slot: 'the_standby' });
    t.after(remove);
    await primary.sql("select pg_create_logical_replication_slot('orders', 'pgoutput')", [], 'shop');
    await primary.sql('create table filled ()', [], 'shop');
    await primary.sql('select pg_switch_wal()');
    await until('a file to be archived', async () => (await primary.sql('select from pg_stat_archiver where archived_count > 0')).length);
    await primary.sql("alter system set archive_command = 'false'");
    await primary.sql('select pg_reload_conf()');
    await primary.sql('drop table filled', [], 'shop');
    await primary.sql('select pg_switch_wal()');
    const lifeguard = await watch(t, target(primary) + target(replica, { name: 'standby' }));

    const { stdout } = await runToEnd(['metrics']);
    const ours = /^lifeguard_pg_(archiver|checkpoint|io|replay|replication|slot|standbys|wal)/;
    const newer = major >= 18 ? /^$/ : /^lifeguard_pg_(io_|slot_safe|checkpoints_done|wal_(records|full|buffers))/;
    const catalogue = [...stdout.matchAll(/^\| `(\w+)` \|/gm)]
      .map(([, name]) => name)
      .filter((name) => ours.test(name) && !newer.test(name));
    assert.ok(catalogue.length > 20);
    const metrics = await until('every metric', async () => {
      const now = await lifeguard.metrics();
      const missing = catalogue.filter((name) => !now.names().includes(name));
      if (missing.length) throw new Error(`missing: ${missing}`);
      return now;
    });
    assert.deepEqual(metrics.names().filter((name) => newer.test(name)), []);
    assert.deepEqual(metrics.samples('lifeguard_collect_success').filter(({ value }) => value !== 1), []);
    assert.equal(metrics.value('lifeguard_pg_slot_active', { target: 'main', slot: 'the_standby' }), 1);
    assert.equal(metrics.value('lifeguard_pg_slot_active', { target: 'main', slot: 'orders' }), 0);
    await lifeguard.stop();
  });
}

test('a slot left behind keeps WAL: told with how much, and gone when it is dropped', async (t) => {
  const postgres = await startShop(t);
  await postgres.sql("select pg_create_physical_replication_slot('old_standby', true)");
  const lifeguard = await watch(t, target(postgres));
  await postgres.sql("create table filler as select repeat('x', 500) from generate_series(1, 5000)", [], 'shop');

  const slot = await firing(lifeguard, 'pg_replication_slot');
  assert.match(slot.summary, /^replication slot old_standby keeps \d\.\d MiB of WAL and nobody has used it for at least /);
  assert.equal(slot.evidence[0].type, 'physical');
  assert.equal(slot.evidence[0].wal_status, 'reserved');
  const metrics = await lifeguard.metrics();
  assert.ok(metrics.value('lifeguard_pg_slot_retained_bytes', { slot: 'old_standby' }) > 2e6);
  assert.equal(metrics.value('lifeguard_pg_slot_active', { slot: 'old_standby' }), 0);

  await postgres.sql(/SELECT pg_drop_replication_slot\('\w+'\);/.exec(slot.remedy)[0]);
  await resolved(lifeguard, 'pg_replication_slot');
  await lifeguard.stop();
});

test('a slot whose WAL was removed is lost', async (t) => {
  const postgres = await startShop(t, {
    config: { max_slot_wal_keep_size: '1MB', wal_keep_size: 0, min_wal_size: '32MB', max_wal_size: '32MB' },
  });
  await postgres.sql("select pg_create_physical_replication_slot('old_standby', true)");
  for (let file = 0; file < 3; ++file) {
    await postgres.sql('create table t (); drop table t');
    await postgres.sql('select pg_switch_wal()');
  }
  await postgres.sql('checkpoint');
  const lifeguard = await watch(t, target(postgres));
  const lost = await firing(lifeguard, 'pg_replication_slot');
  assert.equal(lost.severity, 'critical');
  assert.match(lost.summary, /^replication slot old_standby is lost: WAL that its standby needs is gone$/);
  await lifeguard.stop();
});

test('an archiver that fails is told by file and time, and so is its recovery', async (t) => {
  const postgres = await startShop(t, { config: { archive_mode: 'on', archive_command: 'false' } });
  const [{ file }] = await postgres.sql('select pg_walfile_name(pg_switch_wal()) as file');
  await until('a failure', async () => (await postgres.sql('select from pg_stat_archiver where failed_count > 0')).length);
  const lifeguard = await watch(t, target(postgres));

  const failing = await firing(lifeguard, 'pg_archiver');
  assert.match(failing.summary, new RegExp(`^WAL could not be archived for .*: it fails on ${file}; no WAL file was ever archived$`));
  assert.equal(failing.evidence[0]['failed on'], file);
  assert.match(failing.remedy, new RegExp(`pg_wal/${file} for %p`));
  const metrics = await lifeguard.metrics();
  assert.ok(metrics.value('lifeguard_pg_archiver_failing_seconds') >= 1);
  assert.ok(metrics.value('lifeguard_pg_archiver_files_total', { outcome: 'failed' }) > 0);
  assert.equal(metrics.value('lifeguard_pg_archiver_last_success_timestamp_seconds'), undefined);

  await postgres.sql("alter system set archive_command = 'true'");
  await postgres.sql('select pg_reload_conf()');
  await resolved(lifeguard, 'pg_archiver');
  const mended = await lifeguard.metrics();
  assert.equal(mended.value('lifeguard_pg_archiver_failing_seconds'), 0);
  assert.ok(mended.value('lifeguard_pg_archiver_last_success_timestamp_seconds') > 1e9);

  await postgres.sql("alter system set archive_command = ''");
  await postgres.sql('select pg_reload_conf()');
  const unset = await firing(lifeguard, 'pg_archiver');
  assert.match(unset.summary, /^WAL is not archived for .*: archive_mode is on without an archive_command/);
  await lifeguard.stop();
});

test('checkpoints that somebody asks for are told apart from those for lack of WAL space', async (t) => {
  const postgres = await startShop(t, { config: { max_wal_size: '32MB', min_wal_size: '32MB' } });
  const lifeguard = await watch(t, target(postgres));
  await until('the first look', async () => (await lifeguard.metrics()).value('lifeguard_pg_checkpoints_total', { reason: 'requested' }) !== undefined);
  for (let n = 0; n < 4; ++n) await postgres.sql('checkpoint');
  const asked = await firing(lifeguard, 'pg_checkpoints');
  assert.match(asked.summary, /^\d of \d checkpoints in the last 1 min.* came before their time, for somebody asks for them$/);

  await postgres.sql('create table filler (t text)', [], 'shop');
  const full = await until('WAL to reach its limit', async () => {
    await postgres.sql("insert into filler select repeat('x', 800) from generate_series(1, 20000)", [], 'shop');
    const [incident] = await incidents(lifeguard, 'pg_checkpoints');
    return /for WAL reaches max_wal_size, 32 MiB$/.test(incident.summary) && incident;
  }, { within: 30_000 });
  const [set, reload] = full.remedy.split(/(?<=;) /);
  assert.equal(set, "ALTER SYSTEM SET max_wal_size = '64MB';");
  await postgres.sql(set);
  await postgres.sql(reload.replace(/ +--.*/, ''));
  const metrics = await lifeguard.metrics();
  assert.ok(metrics.value('lifeguard_pg_wal_bytes_total') > 16e6);
  await lifeguard.stop();
});

const incidents = async (lifeguard, rule) =>
  (await lifeguard.api('incidents')).incidents.filter((each) => each.rule === rule);

function firing(lifeguard, rule, name = 'main') {
  return until(`an incident of ${rule} on ${name}`, async () =>
    (await incidents(lifeguard, rule)).find((each) => each.target === name && each.state === 'firing'));
}

function resolved(lifeguard, rule, name = 'main') {
  return until(`the end of ${rule} on ${name}`, async () => {
    const all = (await incidents(lifeguard, rule)).filter((each) => each.target === name);
    return all.length > 0 && all.every((each) => each.state === 'resolved');
  }, { within: 20_000 });
}
