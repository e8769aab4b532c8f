import { setTimeout as sleep } from 'node:timers/promises';

import { noApp, startApp } from './apps.mjs';
import { noChroma, startChroma } from './chroma.mjs';
import { startFakeQdrant } from './fake_qdrant.mjs';
import { freePort } from './free_port.mjs';
import { startLifeguard } from './lifeguard.mjs';
import { startOtlpReceiver } from './otlp_receiver.mjs';
import { startPgBouncer } from './pgbouncer.mjs';
import { startRedis } from './redis.mjs';
import { startReplica } from './replica.mjs';
import { startReceivers, startShop } from './scene.mjs';
import { addJob, timescaledb } from './timescaledb.mjs';

/** The app that tells most of its pool; why it cannot run here, or false. */
const APP = 'hikaricp';
export const noBusyShop = noApp(APP) || noChroma;

/**
 * All that Lifeguard watches, under load and in trouble: an app's pool behind PgBouncer, PostgreSQL with a standby, a failing
 * archiver and blocked sessions, Redis with a replica, a cluster node and a Sentinel, Chroma. `config` is more TOML. What it does goes
 * on until `test` ends; `lifeguard` is the agent beside it.
 */
export async function startBusyShop({ test, config = '', agent = {} }) {
  const [redis, postgres] = await Promise.all([startCaches(test), startDatabases(test)]);
  const bouncer = await startPgBouncer({ test, postgres: postgres.primary, databases: { shop: 'pool_size=4' }, settings: { ignore_startup_parameters: 'extra_float_digits' } });
  // Behind this one nobody answers, so that its clients wait for ever.
  const orphan = await startPgBouncer({ test, postgres: { port: await freePort() } });
  orphan.session('shop', 'shop', 'reports').catch(() => {});
  const app = await startApp({ test, kind: APP, dsn: bouncer.dsn('shop', 'shop'), pool: { max: 6, timeout: 2, maxLifetime: 35 } });
  const [docs, products] = await startVectorStores(test);
  const receiver = await startReceivers(test);
  const collector = await startOtlpReceiver({ test });
  const lifeguard = await startLifeguard({
    test,
    agent: { service: 'shop', ...agent },
    config: `${config}
[[postgres]]
name = "main"
dsn = "${postgres.primary.dsn('lifeguard', 'shop')}"
interval = "1s"
statements_interval = "2s"
databases_interval = "3s"
expected_tables = ["orders"]

[[postgres]]
name = "standby"
dsn = "${postgres.standby.dsn('lifeguard', 'shop')}"
interval = "1s"

[[pgbouncer]]
name = "bouncer"
dsn = "${bouncer.dsn()}"
postgres = "main"
interval = "1s"

[[pgbouncer]]
name = "reports"
dsn = "${orphan.dsn()}"
postgres = "standby"
interval = "1s"

[[app_pool]]
name = "checkout"
url = "${app.url}"
postgres = "main"
interval = "1s"
${Object.entries(redis)
  .map(([name, { url }]) => `\n[[redis]]\nname = "${name}"\nurl = "${url()}"\ninterval = "1s"\n${name === 'sentinel' ? '' : 'probe = "read-write"'}`)
  .join('\n')}

[[vector]]
name = "docs"
url = "${docs.url}"
collections = ["docs"]
probe = "write"
probe_interval = "10s"
interval = "2s"

[[vector]]
name = "products"
kind = "qdrant"
url = "${products.url}"
collections = ["products"]
probe = "read"
probe_interval = "10s"
interval = "2s"

[[slack]]
webhook_url = "${receiver.url('/slack')}"

[otlp]
endpoint = "${collector.url()}"
metrics = true
metrics_interval = "5s"
`,
  });
  keepBusy(test, { ...postgres, app, ...redis });
  return { lifeguard, app, bouncer, ...postgres, ...redis };
}

async function startDatabases(test) {
  const config = {
    max_connections: 40,
    wal_level: 'logical',
    archive_mode: 'on',
    archive_command: 'false',
    track_io_timing: 'on',
    work_mem: '64kB',
    max_wal_size: '32MB',
    deadlock_timeout: '200ms',
  };
  const primary = await startShop(test, { config });
  await primary.sql("select pg_create_physical_replication_slot('standby')");
  await primary.sql("select pg_create_logical_replication_slot('warehouse', 'test_decoding')", [], 'shop');
  const standby = await startReplica(primary, { test, name: 'standby', slot: 'standby', config: { max_connections: 40 } });
  await primary.sql(SCHEMA, [], 'shop');
  await timescaledb(primary, 'shop');
  await addJob(primary, 'shop', { id: 1000 });
  return { primary, standby };
}

// Chroma tells nothing of its index. What Qdrant tells of one that lags is made up, for want of a Qdrant.
async function startVectorStores(test) {
  const docs = await startChroma({ test });
  await docs.collection('docs', { vectors: 1000 });
  const products = await startFakeQdrant({ test });
  products.make('products', { size: 16, count: 400 }).info = { status: 'yellow', indexed_vectors_count: 372 };
  return [docs, products];
}

const SCHEMA = `
create table carts (id serial primary key, customer int, total int default 0);
create table orders as select n from generate_series(1, 20000) n;
create table items (id serial primary key, cart int references carts, product text);
create table schema_migrations (version bigint not null primary key, dirty boolean not null);
insert into schema_migrations values (7, true);
insert into carts (customer) select n % 100 from generate_series(1, 5000) n;
insert into items (cart, product) select 1 + n % 5000, repeat('x', 100) from generate_series(1, 20000) n;
update carts set total = 1;
alter table carts owner to shop;
alter table items owner to shop;
grant pg_read_all_data to lifeguard;
analyze`;

async function startCaches(test) {
  const cache = await startRedis({
    test,
    settings: { maxmemory: '3mb', 'maxmemory-policy': 'allkeys-lru', 'slowlog-log-slower-than': '2000', appendonly: 'yes', maxclients: 60 },
  });
  const [replica, node, sentinel] = await Promise.all([
    startRedis({ test, settings: { replicaof: `127.0.0.1 ${cache.port}` } }),
    startRedis({ test, settings: { 'cluster-enabled': 'yes', maxmemory: '64mb' } }),
    startRedis({ test, sentinel: true, lines: [`sentinel monitor shop 127.0.0.1 ${cache.port} 1`] }),
  ]);
  await node.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  return { cache, replica, node, sentinel };
}

// Each goes on by itself until the test ends, whatever becomes of the others.
function keepBusy(test, { primary, app, cache, node }) {
  let over = false;
  test.after(() => {
    over = true;
  });
  const again = (pause, work) => {
    (async () => {
      while (!over) {
        await Promise.resolve().then(work).catch(() => {});
        await sleep(pause, undefined, { ref: false });
      }
    })();
  };
  const shop = (sql) => primary.sql(sql, [], 'shop');

  again(200, () => app.work(1 + Math.round(Math.random() * 5), 0.05));
  again(20_000, () => app.work(9, 3)); // more than the pool has, for longer than the app waits
  again(45_000, () => app.hold(2, 15));
  again(100, () => shop(`update carts set total = total + 1 where id % 50 = ${Math.floor(Math.random() * 50)}`));
  again(300, () => shop('select c.customer, i.product from carts c join items i on i.cart = c.id order by i.product, c.total limit 100'));
  again(15_000, () => shop('select pg_sleep(6)'));
  again(30_000, () => shop('checkpoint'));
  again(1_000, () => lockedOut(primary));
  again(1_000, () => vacuumSlowly(primary));
  again(60_000, () => deadlock(primary));

  const clients = Promise.all(['checkout', 'checkout', 'search', 'worker'].map((name) => cache.client(name)));
  const value = 'x'.repeat(400);
  again(50, async () => {
    const [checkout, , search] = await clients;
    for (let i = 0; i < 60; ++i) {
      const key = `cart:${Math.floor(Math.random() ** 2 * 4000)}`;
      if ((await checkout.send('GET', key)) === null) await checkout.send('SET', key, value, 'EX', 60);
    }
    await search.send('MGET', 'cart:1', 'cart:2');
  });
  again(500, async () => (await clients)[3].send('BLPOP', 'queue', '0.4'));
  again(3_000, async () => (await clients)[2].send('LPUSH', 'cart:1', 'x')); // of the wrong type
  again(4_000, async () => (await clients)[2].send('EVAL', 'local n = 0 for i = 1, 400000 do n = n + i end return n', '0'));
  again(1_000, async () => {
    await node.send('SET', 'n', value);
    for (let i = 0; i < 20; ++i) await node.send('GET', i < 19 ? 'n' : 'nothing');
  });
  setTimeout(() => node.send('BGSAVE').catch(() => {}), 7_000).unref();
}

/** Somebody holds a row for a while, in a transaction where nothing happens; two others want it. */
async function lockedOut(postgres) {
  const holder = await postgres.session('shop', 'shop', { application_name: 'backoffice' });
  const others = await Promise.all([1, 2].map(() => postgres.session('shop', 'shop', { application_name: 'checkout' })));
  try {
    await holder.query('begin; update carts set total = 0 where id = 1');
    const waiting = others.map((other) => other.query('update carts set total = total + 1 where id = 1').catch(() => {}));
    await sleep(8_000, undefined, { ref: false });
    await holder.query('commit');
    await Promise.all(waiting);
  } finally {
    for (const session of [holder, ...others]) await session.end();
  }
}

/** A minute and more. */
async function vacuumSlowly(postgres) {
  const session = await postgres.session('postgres', 'shop', { application_name: 'vacuum' });
  try {
    await session.query('set vacuum_cost_delay = 100; set vacuum_cost_limit = 1; set vacuum_cost_page_hit = 10');
    await session.query('vacuum (disable_page_skipping) orders');
  } finally {
    await session.end();
  }
}

async function deadlock(postgres) {
  const sessions = await Promise.all([1, 2].map(() => postgres.session('shop', 'shop', { application_name: 'transfer' })));
  const rows = [101, 102];
  const touch = (session, id) => session.query(`update carts set total = total + 1 where id = ${id}`);
  try {
    for (const [i, session] of sessions.entries()) await session.query('begin').then(() => touch(session, rows[i]));
    await Promise.allSettled(sessions.map((session, i) => touch(session, rows[1 - i])));
  } finally {
    for (const session of sessions) await session.end();
  }
}
