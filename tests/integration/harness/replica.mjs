import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { startPostgres } from './postgres.mjs';
import { until } from './until.mjs';

const run = promisify(execFile);

/**
 * A streaming standby of a server of startPostgres(), and a server like it: down() and up() take it away and bring it
 * back. It begins as a copy, for which the primary is restarted: npm's servers have no pg_basebackup. `name` is the
 * application that the primary sees, `slot` a physical slot there; `bin` is that of the primary.
 */
export async function startReplica(primary, { test, name = 'replica', slot = '', config = {}, bin } = {}) {
  const replica = await startPostgres({
    test,
    ...(bin && { bin }),
    config: {
      hot_standby: 'on',
      wal_retrieve_retry_interval: '200ms',
      primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres application_name=${name}`,
      primary_slot_name: slot,
      ...config,
    },
    fill: async ({ data, spawning }) => {
      const original = path.join(primary.dir, 'data');
      await primary.down();
      await run('cp', ['-a', original, data], spawning);
      await run('touch', [path.join(data, 'standby.signal')], spawning);
      fs.appendFileSync(path.join(original, 'pg_hba.conf'), 'host replication all 127.0.0.1/32 trust\n');
      await primary.up();
    },
  });
  await until('the replica to stream', async () => {
    const streaming = await primary.sql(
      "select from pg_stat_replication where application_name = $1 and state = 'streaming'",
      [name],
    );
    return streaming.length === 1;
  });
  return replica;
}
