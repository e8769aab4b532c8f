import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startShop, startWatched } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

/** Gives the server a certificate for `localhost` that it signed itself, and lets nobody in without TLS. */
async function startWithTls(t) {
  const postgres = await startShop(t, { hba: ['hostnossl all lifeguard 127.0.0.1/32 reject'] });
  const certificate = path.join(postgres.dir, 'server.crt');
  const key = path.join(postgres.dir, 'server.key');
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
    '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate], { stdio: 'ignore' });
  const { uid, gid } = fs.statSync(postgres.dir);
  for (const file of [certificate, key]) fs.chownSync(file, uid, gid);
  fs.chmodSync(key, 0o600);
  for (const [name, value] of [['ssl', 'on'], ['ssl_cert_file', certificate], ['ssl_key_file', key]]) {
    await postgres.sql(`alter system set ${name} = '${value}'`);
  }
  await postgres.sql('select pg_reload_conf()');
  return { postgres, certificate };
}

const watch = (t, dsn) => startWatched(t, { config: `[[postgres]]\nname = "main"\ndsn = "${dsn}"\n` });
const main = async (lifeguard) => (await lifeguard.api('health')).targets[0];

test('a server is watched over TLS, its name checked although the address was resolved beforehand', async (t) => {
  const { postgres, certificate } = await startWithTls(t);
  const dsn = (host) => `host=${host} port=${postgres.port} user=lifeguard dbname=shop sslmode=verify-full sslrootcert=${certificate}`;
  const lifeguard = await watch(t, dsn('localhost'));
  await until('the target to be up', async () => (await main(lifeguard))?.up);
  const [{ ssl }] = await postgres.sql(
    "select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'lifeguard'",
  );
  assert.equal(ssl, true);
  await lifeguard.stop();

  const misnamed = await watch(t, dsn('127.0.0.1'));
  const target = await until('the target to be refused', async () => {
    const seen = await main(misnamed);
    return seen?.up === false && seen;
  });
  assert.match(target.error, /server certificate for "localhost".*does not match host name "127\.0\.0\.1"/);
  await misnamed.stop();
});

test('a server that takes nobody without TLS says so, and what to do', async (t) => {
  const { postgres } = await startWithTls(t);
  const lifeguard = await watch(t, `host=127.0.0.1 port=${postgres.port} user=lifeguard dbname=shop sslmode=disable`);
  const target = await until('the target to be refused', async () => {
    const seen = await main(lifeguard);
    return seen?.up === false && seen;
  });
  assert.match(target.error, /no encryption; create the role, or allow it from this address in pg_hba\.conf/);
  await lifeguard.stop();
});
