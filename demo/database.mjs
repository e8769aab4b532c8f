import fs from 'node:fs';

import { startPostgres } from '../tests/integration/harness/postgres.mjs';

/** A throw-away server with the shop's database, owned by `shop`, and the role `lifeguard` that may see everyone. */
export async function startDatabase() {
  const postgres = await startPostgres();
  await postgres.sql('create role shop login');
  await postgres.sql('create role lifeguard login');
  await postgres.sql('grant pg_monitor to lifeguard');
  await postgres.sql('create database shop owner shop');
  const shop = await postgres.session('shop', 'shop');
  await shop.query(fs.readFileSync(new URL('schema.sql', import.meta.url), 'utf8'));
  await shop.end();
  return postgres;
}
