import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { startPostgres } from './postgres.mjs';
import { until } from './until.mjs';

/**
 * A streaming standby of `primary`, a server of startPostgres(), and one like it. It is made of a copy, for which the
 * primary is down a moment. The primary sees it as application `name`.
 */
export async function startStandby(primary, { test, name = 'standby', config = {} } = {}) {
  const upstream = `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`;
  const standby = await startPostgres({ test, bin: primary.bin, config: { primary_conninfo: upstream, ...config } });
  await Promise.all([primary.down(), standby.down()]);
  const [from, to] = [primary, standby].map(({ dir }) => path.join(dir, 'data'));
  const settings = fs.readFileSync(path.join(to, 'postgresql.conf'));
  fs.rmSync(to, { recursive: true });
  execFileSync('cp', ['-a', from, to]);
  fs.writeFileSync(path.join(to, 'postgresql.conf'), settings);
  execFileSync('cp', ['-a', path.join(to, 'PG_VERSION'), path.join(to, 'standby.signal')]);  // for its owner
  fs.appendFileSync(path.join(from, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
  await primary.up();
  await standby.up();
  await until('the standby to stream', async () => (await primary.sql('select from pg_stat_replication')).length === 1);
  return standby;
}
