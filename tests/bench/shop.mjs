import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { endChild, startChild } from '../integration/harness/child.mjs';
import { startPostgres } from '../integration/harness/postgres.mjs';

const SCHEMA = `
  create table customers (id int primary key, email text unique, name text);
  insert into customers select n, 'customer-' || n || '@example.com', 'Customer ' || n from generate_series(1, 1000) n;
  create table orders (id serial primary key, customer_id int references customers, status text, total numeric,
                       placed_at timestamptz default now());
  insert into orders (customer_id, status, total) select 1 + n % 1000, 'paid', n from generate_series(1, 5000) n;
  create index on orders (customer_id, placed_at);
  create extension pg_stat_statements`;

/** A server with what the crowd asks for in database "shop", and with a role for each watcher. */
export async function startShop({ sessions, watchers, config = {} }) {
  const postgres = await startPostgres({
    config: {
      max_connections: sessions + 100,
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track_planning': 'on',
      log_connections: 'on',
      log_disconnections: 'on',
      ...config,
    },
  });
  await postgres.sql('create database shop');
  await postgres.sql(SCHEMA, [], 'shop');
  for (const { role } of watchers) await postgres.sql(`create role ${role} login in role pg_monitor`);
  return postgres;
}

/** The crowd, once it is spread over all states; stop() ends it. */
export async function startCrowd(postgres, sessions) {
  const script = new URL('crowd.mjs', import.meta.url).pathname;
  const crowd = startChild(process.execPath, [script, postgres.dsn('postgres', 'shop'), sessions], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(crowd.handle.stdout, 'data'), crowd.whenEnded]);
  await sleep(5_000);
  if (crowd.ended) throw new Error('the sessions did not last');
  return { stop: () => endChild(crowd) };
}

/** "15.18, sessions: 150 idle, 40 active, …" */
export async function describe(postgres) {
  const [{ version }] = await postgres.sql("select current_setting('server_version') as version");
  const states = await postgres.sql(
    `select state, count(*)::int as n from pg_stat_activity where application_name <> 'harness' and datname is not null
     group by state order by n desc`,
  );
  return `PostgreSQL ${version}, sessions: ${states.map(({ state, n }) => `${n} ${state}`).join(', ')}`;
}
