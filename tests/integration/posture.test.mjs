import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { configFile } from './harness/config_file.mjs';
import { runToEnd, startLifeguard } from './harness/lifeguard.mjs';
import { pg } from './harness/packages.mjs';
import { startShop, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const run = promisify(execFile);

const SOUND = { fsync: 'on', full_page_writes: 'on', archive_mode: 'on', archive_command: '/bin/true' };
const READS_HBA = 'grant select on pg_hba_file_rules to lifeguard; grant execute on function pg_hba_file_rules() to lifeguard';

/** An address of this machine that is not loopback, for sessions that look remote to the server. */
const address = Object.values(os.networkInterfaces()).flat().find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test('a sound server passes, and what a role may not see is not known', async (t) => {
  const postgres = await startShop(t, { config: SOUND });
  await bound(postgres, 'shop');
  await postgres.session('shop', 'shop', { application_name: 'checkout' });
  const lifeguard = await startLifeguard({ test: t, config: watched(postgres) });
  const posture = await verdicts(lifeguard, (seen) => seen.public_create !== undefined && seen.statement_timeout !== undefined);
  assert.deepEqual(posture, {
    cleartext_sessions: 1, listen_without_tls: 1, md5_encryption: 1, application_superuser: 1, application_rights: 1,
    public_create: 1, statement_timeout: 1, idle_in_transaction_timeout: 1, durability: 1, data_checksums: 0, archiving: 1,
    pending_restart: 1,
  });
  assert.doesNotMatch(postgres.log(), /ERROR/);
  await lifeguard.stop();
});

test('each check that fails is an incident with its evidence, and ends when it is mended', async (t) => {
  const postgres = await startShop(t, {
    config: { fsync: 'on', full_page_writes: 'off', password_encryption: 'md5' },
    hba: ['host all all 0.0.0.0/0 trust', 'host shop all 10.0.0.0/8 password', 'hostssl shop all 10.0.0.0/8 password'],
  });
  await postgres.sql(`alter role shop createrole; ${READS_HBA}`, [], 'shop');
  await postgres.sql("create role boss login superuser password 'geheim'");
  await postgres.sql('alter system set max_connections = 31');
  await postgres.sql('select pg_reload_conf()');
  await postgres.sql('grant create on schema public to public', [], 'shop');
  const boss = await postgres.session('boss', 'shop', { application_name: 'checkout' });
  await postgres.session('shop', 'shop', { application_name: 'checkout' });

  const ignoring = '[rules.pg_posture]\nrecover_for = "0s"\nignore = ["archiving"]\n';
  const lifeguard = await startLifeguard({ test: t, config: ignoring + watched(postgres) });
  const seen = await until('the incidents of the posture', async () => {
    const open = await incidents(lifeguard);
    return open.public_create && open.statement_timeout && open;
  });
  assert.deepEqual(Object.fromEntries(Object.entries(seen).map(([key, { severity }]) => [key, severity])), {
    hba_trust_remote: 'warning', hba_trust_local: 'info', hba_cleartext_password: 'warning', md5_encryption: 'info',
    application_superuser: 'warning', application_rights: 'warning', public_create: 'info', statement_timeout: 'info',
    idle_in_transaction_timeout: 'info', durability: 'warning', data_checksums: 'info', pending_restart: 'info',
  });
  assert.match(seen.hba_trust_remote.summary, /without a password, in line 2 of pg_hba\.conf$/);
  assert.equal(seen.hba_trust_remote.evidence[0].from, '0.0.0.0/0');
  assert.match(seen.hba_cleartext_password.summary, /in line 3 of/);
  assert.match(seen.application_superuser.remedy, /ALTER ROLE boss NOSUPERUSER/);
  assert.equal(seen.application_rights.remedy, 'ALTER ROLE shop NOCREATEROLE;');
  assert.match(seen.public_create.remedy, /REVOKE CREATE ON SCHEMA public FROM PUBLIC; .* in shop/);
  assert.match(seen.pending_restart.summary, /^max_connections was changed/);
  assert.equal(seen.durability.remedy, 'ALTER SYSTEM SET full_page_writes = on; SELECT pg_reload_conf();');
  assert.doesNotMatch(JSON.stringify(seen), /geheim/);

  await boss.end();
  for (const sql of ['alter system set full_page_writes = on', 'select pg_reload_conf()', seen.application_rights.remedy]) await postgres.sql(sql);
  await bound(postgres, 'shop');
  await postgres.sql(seen.public_create.remedy, [], 'shop');
  const left = await until('the mended ones to end', async () => {
    const open = await incidents(lifeguard);
    return !open.durability && !open.public_create && !open.application_superuser && !open.statement_timeout && open;
  });
  assert.ok(!left.application_rights && left.hba_trust_remote, Object.keys(left).join());
  await lifeguard.stop();
});

test('a session over a network without TLS is seen, one with TLS is not', { skip: !address && 'this machine has no address but loopback' }, async (t) => {
  const postgres = await startShop(t, { config: { listen_addresses: `127.0.0.1,${address}` }, hba: [`host all all ${address}/32 trust`] });
  const lifeguard = await startLifeguard({ test: t, config: watched(postgres) });
  const inClear = await connect(t, postgres);
  const { cleartext_sessions: seen, listen_without_tls: offer } = await until('a session in clear', async () => {
    const open = await incidents(lifeguard);
    return open.cleartext_sessions && open.listen_without_tls && open;
  });
  assert.equal(seen.severity, 'warning');
  assert.deepEqual(seen.evidence, [{ role: 'shop', application: 'checkout', client: address, sessions: '1' }]);
  assert.equal(offer.severity, 'info');
  await inClear.end();

  await certify(postgres);
  await postgres.sql('alter system set ssl = on');
  await postgres.sql('select pg_reload_conf()');
  const encrypted = await until('TLS', () => connect(t, postgres, { ssl: { rejectUnauthorized: false } }));
  assert.equal((await encrypted.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()')).rows[0].ssl, true);
  await verdicts(lifeguard, (posture) => posture.cleartext_sessions === 1 && posture.listen_without_tls === 1);
  await lifeguard.stop();
});

test('check prints the posture, and it does not change the exit code', async (t) => {
  const postgres = await startShop(t, { config: { archive_mode: 'on', archive_command: '/bin/false' } });
  await postgres.session('postgres', 'shop', { application_name: 'checkout' });
  await postgres.sql('create sequence hidden');
  await postgres.sql('select pg_switch_wal()');
  await until('archiving to fail', async () => Number((await postgres.sql('select failed_count from pg_stat_archiver'))[0].failed_count) > 0);
  const file = configFile(t, target(postgres) + '[rules.pg_posture]\nignore = ["data_checksums"]\n');
  const { code, stdout } = await runToEnd(['check', '-c', file]);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /warn {2}durability: fsync and full_page_writes are off/);
  assert.match(stdout, /run: ALTER SYSTEM SET fsync = on;/);
  assert.match(stdout, /warn {2}application_superuser: .*postgres/);
  assert.match(stdout, /note {2}statement_timeout: no statement_timeout for postgres/);
  assert.match(stdout, /note {2}hba_trust_remote, hba_trust_local, hba_cleartext_password, hba_errors: not known: role "lifeguard" may not read pg_hba_file_rules/);
  assert.equal(stdout.match(/run: GRANT SELECT ON pg_hba_file_rules TO lifeguard;/g).length, 1);
  assert.match(stdout, /note {2}archiving: archive_mode is on and archiving has failed for /);
  assert.match(stdout, /note {2}1 sequence of database postgres could not be read: /);
  assert.match(stdout, /ok {4}data_checksums: accepted in the config/);
  assert.match(stdout, /^all is there; see warn above$/m);
  await postgres.sql(READS_HBA, [], 'shop');
  fs.appendFileSync(path.join(postgres.dir, 'data', 'pg_hba.conf'), 'host all all nonsense\n');
  const wrong = await runToEnd(['check', '-c', file]);
  assert.match(wrong.stdout, /warn {2}hba_errors: .* in line 3 of pg_hba\.conf/);
});

const watched = (postgres) => target(postgres, { more: 'databases_interval = "1s"' });

const bound = (postgres, role) =>
  postgres.sql(`alter role ${role} set statement_timeout = '30s'; alter database shop set idle_in_transaction_session_timeout = '60s'`);

/** What lifeguard_pg_posture says, by check. */
function verdicts(lifeguard, ready) {
  return until('the posture', async () => {
    const samples = (await lifeguard.metrics()).samples('lifeguard_pg_posture');
    const posture = Object.fromEntries(samples.map(({ labels, value }) => [labels.check, value]));
    return ready(posture) && posture;
  });
}

/** The open incidents of pg_posture, by check. */
async function incidents(lifeguard) {
  const { incidents: all } = await lifeguard.api('incidents');
  return Object.fromEntries(all.filter(({ rule, state }) => rule === 'pg_posture' && state === 'firing').map((each) => [each.key, each]));
}

/** A session of the app by the address that is not loopback. */
async function connect(t, postgres, options = {}) {
  const client = new pg.Client({ host: address, port: postgres.port, user: 'shop', database: 'shop', application_name: 'checkout', ...options });
  client.on('error', () => {});
  await client.connect();
  t.after(() => client.end());
  return client;
}

/** A certificate for the server, of its own signature. */
async function certify(postgres) {
  const [key, certificate] = ['server.key', 'server.crt'].map((name) => path.join(postgres.dir, 'data', name));
  const options = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', certificate];
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...options]);
  fs.chmodSync(key, 0o600);
  const { uid, gid } = fs.statSync(path.join(postgres.dir, 'data'));
  for (const file of [key, certificate]) fs.chownSync(file, uid, gid);
}
