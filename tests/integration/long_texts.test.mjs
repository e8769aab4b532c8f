import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { startPostgres } from './harness/postgres.mjs';
import { MAJORS, noServers as skip, unpackServer } from './harness/servers.mjs';

const LETTERS = 1024;

const activity = (major) => {
  const since = [14, 13, 12].find((version) => version <= major);
  return fs.readFileSync(new URL(`../../collectors/postgres/sql/activity.${since}.sql`, import.meta.url), 'utf8');
};

for (const major of MAJORS) {
  test(`PostgreSQL ${major}: a text is cut by its letters, not by its bytes`, { skip }, async (t) => {
    const server = unpackServer(major);
    t.after(server.remove);
    const postgres = await startPostgres({ test: t, bin: server.bin, config: { track_activity_query_size: 8192 } });
    const session = await postgres.session();
    for (const letters of [10, LETTERS - 20, LETTERS, 3 * LETTERS]) {
      const query = `select '${'ü'.repeat(letters)}'`;
      await session.query(query);
      const rows = await postgres.sql(activity(major));
      assert.equal(rows.find(({ pid }) => pid === session.processID).query, query.slice(0, LETTERS));
    }
  });
}
