// Names of other exporters, beside those exporters on the same servers, and what dashboards ask of them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { boards, RELABEL, servedBy } from '../../dashboards/compat/boards.mjs';
import { committed, page } from '../../dashboards/compat/page.mjs';
import { startPostgresExporter, startRedisExporter } from './harness/exporters.mjs';
import { startLifeguard } from './harness/lifeguard.mjs';
import { parseMetrics } from './harness/metrics.mjs';
import { startPgBouncer } from './harness/pgbouncer.mjs';
import { startPrometheus } from './harness/prometheus.mjs';
import { startRedis } from './harness/redis.mjs';
import { startShop } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

const ALL = ['postgres_exporter', 'redis_exporter', 'pgbouncer_exporter'];
const FOREIGN = /^(pg|redis|pgbouncer)_/;

const compat = (names) => `\n[exporters.prometheus]\ncompat = ${JSON.stringify(names)}\n`;

const SCHEMA = `
create table orders (id serial primary key, total int);
insert into orders (total) select n from generate_series(1, 5000) n;
delete from orders where id % 5 = 0;
alter table orders owner to shop;
analyze`;

/** PostgreSQL with a slot, PgBouncer before it, a Redis, its replica and a node of a cluster: each used a little. */
async function startServers(t) {
  const postgres = await startShop(t, { config: { wal_level: 'logical', track_io_timing: 'on', autovacuum: 'off' } });
  await postgres.sql("select pg_create_physical_replication_slot('standby')");
  await postgres.sql(SCHEMA, [], 'shop');
  await postgres.sql('checkpoint');
  const bouncer = await startPgBouncer({ test: t, postgres });
  const cache = await startRedis({ test: t, settings: { maxmemory: '100mb' } });
  const replica = await startRedis({ test: t, settings: { replicaof: `127.0.0.1 ${cache.port}` } });
  const node = await startRedis({ test: t, settings: { 'cluster-enabled': 'yes' } });
  await node.send('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  await until('the cluster to be whole', async () => /cluster_state:ok/.test(await node.send('CLUSTER', 'INFO')));
  await until('the replica to follow', async () => /connected_slaves:1/.test(await cache.send('INFO', 'replication')));
  return { postgres, bouncer, cache, replica, node };
}

/** Some work for each; its sessions stay, one of them in a transaction. */
async function use({ postgres, bouncer, cache }) {
  const open = await postgres.session('shop', 'shop', { application_name: 'backoffice' });
  await open.query('begin; select 1');
  const client = await bouncer.session();
  const redis = await cache.client('checkout');
  return async function work() {
    for (let i = 1; i <= 20; ++i) {
      await client.query(`update orders set total = total + 1 where id = ${i}`);
      await redis.send('SET', `cart:${i}`, 'x', 'EX', '600');
      await redis.send('GET', `cart:${i}`);
      await redis.send('GET', `nothing:${i}`);
    }
  };
}

const config = ({ postgres, bouncer, cache, replica, node }) => `
[[postgres]]
name = "main"
dsn = "${postgres.dsn('lifeguard', 'shop')}"
interval = "500ms"
activity_interval = "500ms"
statements_interval = "1s"
databases_interval = "2s"

[[pgbouncer]]
name = "bouncer"
dsn = "${bouncer.dsn()}"
interval = "500ms"
${Object.entries({ cache, replica, node })
  .map(([name, { url }]) => `\n[[redis]]\nname = "${name}"\nurl = "${url()}"\ninterval = "500ms"`)
  .join('\n')}
`;

const typesIn = (text) => new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));

async function scrape(lifeguard) {
  const { body } = await lifeguard.get('/metrics');
  return { ...parseMetrics(body), types: typesIn(body) };
}

const foreign = (scraped) => scraped.names().filter((name) => FOREIGN.test(name));

const bytesOf = (text, prefix) => (text.match(new RegExp(`^(# \\w+ )?${prefix}_.*\n`, 'gm')) ?? []).join('').length;

test('the table of drop-in names is what the list of dashboards gives', () => {
  assert.equal(committed(), page(), 'stale: node dashboards/compat/page.mjs');
});

test('names of other exporters come and go with a reload, and cost no more than some hundred series', async (t) => {
  const servers = await startServers(t);
  const work = await use(servers);
  await work();
  const lifeguard = await startLifeguard({ test: t, config: config(servers) });
  await until('every target to be up', async () => (await scrape(lifeguard)).samples('lifeguard_target_up').filter(({ value }) => value === 1).length === 5);
  assert.deepEqual(foreign(await scrape(lifeguard)), []);

  for (const [exporter, prefix, targets] of [['postgres_exporter', 'pg', 1], ['pgbouncer_exporter', 'pgbouncer', 1], ['redis_exporter', 'redis', 3]]) {
    lifeguard.configure(config(servers) + compat([exporter]));
    lifeguard.reload();
    const scraped = await until(`the names of ${exporter}`, async () => {
      const now = await scrape(lifeguard);
      const awaited = boards.filter((board) => board.of === exporter).flatMap(servedBy).filter((name) => now.samples(name).length === 0);
      assert.deepEqual(awaited, []);
      return now.samples(`${prefix}_up`).filter(({ value }) => value === 1).length === targets ? now : assert.fail();
    });
    const names = foreign(scraped);
    assert.ok(names.every((name) => name.startsWith(`${prefix}_`)), `${names}`);
    const series = names.flatMap((name) => scraped.samples(name)).length;
    assert.ok(series < 300 * targets, `${series} series`);
    t.diagnostic(`${exporter}: ${names.length} names, ${series} series of ${targets}, ${Math.round(bytesOf(scraped.text, prefix) / 1024)} kB more`);
  }
  lifeguard.configure(config(servers));
  lifeguard.reload();
  await until('no other names', async () => foreign(await scrape(lifeguard)).length === 0);
});

test('a target that is down is down by every name', async (t) => {
  const cache = await startRedis({ test: t });
  const lifeguard = await startLifeguard({ test: t, config: `[[redis]]\nname = "cache"\nurl = "${cache.url()}"\ninterval = "200ms"\n${compat(ALL)}` });
  await until('it to be up', async () => (await lifeguard.metrics()).value('redis_up', { target: 'cache' }) === 1);
  await cache.down();
  await until('it to be down', async () => (await lifeguard.metrics()).value('redis_up', { target: 'cache' }) === 0);
  assert.deepEqual(foreign(await scrape(lifeguard)), ['redis_exporter_last_scrape_error', 'redis_up']);
});

// What our page and the exporter's may differ in, though both are right: they looked at other instants, and each at its own sessions.
const MOVES = [
  { name: /^pg_settings_|^pg_static$|_up$|_is_replica$|^redis_(config_|memory_max_|cluster_|aof_enabled|hz)|_slots_active$|backlog_bytes$/ },
  { name: /_seconds(_total)?$|_time(_total)?$|_age$|uptime|duration|lag/, by: 5, share: 0.5 },
  { name: /^pg_stat_activity_count$|numbackends|connected_clients|blocked|clients/, by: 3 },
  // What nobody does while both look is the same to the digit.
  { name: /^pg_stat_database_(conflicts|deadlocks|temp_|xact_rollback|tup_(inserted|updated|deleted))|_archiver_(archived|failed)_count|checkpoints_(timed|req)/ },
  { name: /^pg_stat_database_|_archiver_|bgwriter/, by: 400, share: 0.3 },
  { name: /wal_lsn|size_bytes$|repl_offset|lsn/, by: 200_000, share: 0.05 },
  { name: /^redis_.*(memory|mem_|allocator|rss|buffer|bytes|net_)/, by: 400_000, share: 0.5 },
  { name: /^redis_(commands|total|connections|keyspace|io_threaded|unexpected|expired|slave_repl|latest_fork|second_repl|lazyfree)/, by: 400, share: 0.3 },
  { name: /ratio|percentage/, by: 10 },
];
// Of the exporter itself, or of what its own connection asks.
const NOT_THE_SERVERS = /^(redis_exporter_|redis_target_|pg_exporter_|pg_scrape_|redis_process_id$)/;
const TOGETHER = { pg_stat_activity_max_tx_duration: (a, b) => Math.max(a, b) };

/** Every series of theirs is ours, or nothing is there to count; returns what was compared. */
function compare(ours, theirs, target) {
  const wrong = [];
  let names = 0;
  let series = 0;
  for (const name of theirs.names().filter((each) => FOREIGN.test(each) && !NOT_THE_SERVERS.test(each))) {
    const mine = ours.samples(name, { target });
    if (mine.length === 0) continue;
    ++names;
    const [type, theirType] = [ours, theirs].map(({ types }) => types.get(name));
    if (type !== theirType && theirType !== 'untyped' && !RETYPED.has(name)) wrong.push(`${name} is a ${type}, not a ${theirType}`);
    for (const { labels, value } of theirs.samples(name)) {
      const fact = Object.entries(labels).filter(([label]) => !UNLIKE[name]?.includes(label));
      const same = mine.filter((each) => fact.every(([label, wanted]) => each.labels[label] === wanted));
      if (same.length === 0) {
        if (!NOBODY[name]?.(labels, value)) wrong.push(`${name}${JSON.stringify(labels)} ${value} is not there`);
        continue;
      }
      ++series;
      const got = same.map((each) => each.value).reduce(TOGETHER[name] ?? ((a, b) => a + b));
      const { by = 0, share = 0 } = MOVES.find((each) => each.name.test(name)) ?? {};
      if (!(Math.abs(got - value) <= by + share * Math.abs(value)) && !(Number.isNaN(got) && Number.isNaN(value))) {
        wrong.push(`${name}${JSON.stringify(labels)} is ${value}, and ours ${got}`);
      }
    }
  }
  return { names, series, wrong };
}

// A gauge in Debian 12's, and a counter since.
const RETYPED = new Set(['redis_expired_time_cap_reached_total']);

// Labels whose words differ: version() says more than server_version.
const UNLIKE = { pg_static: ['version'] };

// They count nobody and nothing as zero in each database, where we have no series; and their own look.
const nothing = (labels, value) => value === 0;
const itself = ({ state }, value) => value === 0 || (state === 'active' && value === 1);
const itsOwnTime = ({ state }, value) => value === 0 || state === 'active';
const ofNoUse = ({ datname }) => datname === '' || datname?.startsWith('template');
// Commands that we count among the others.
const ofFewCalls = () => true;
const NOBODY = new Proxy(
  {
    redis_db_keys: nothing,
    redis_db_keys_expiring: nothing,
    pg_stat_activity_count: itself,
    pg_stat_activity_max_tx_duration: itsOwnTime,
    pg_database_size_bytes: ofNoUse,
    redis_commands_total: ofFewCalls,
    redis_commands_duration_seconds_total: ofFewCalls,
    redis_commands_failed_calls_total: ofFewCalls,
    redis_commands_rejected_calls_total: ofFewCalls,
  },
  { get: (known, name) => known[name] ?? (String(name).startsWith('pg_stat_database_') ? ofNoUse : undefined) },
);

test("our names beside the exporters' own: labels, types and values agree", async (t) => {
  const servers = await startServers(t);
  const { postgres, cache } = servers;
  const work = await use(servers);
  await work();
  const lifeguard = await startLifeguard({ test: t, config: config(servers) + compat(ALL) });
  const exporters = {
    main: await startPostgresExporter({ test: t, dsn: postgres.dsn('lifeguard', 'shop') }),
    cache: await startRedisExporter({ test: t, url: cache.url() }),
  };
  const least = { main: 45, cache: 110 };
  for (const [target, exporter] of Object.entries(exporters)) {
    let compared;
    await until(
      `agreement on ${target}`,
      async () => {
        const text = await exporter.scrape();
        compared = compare(await scrape(lifeguard), { ...parseMetrics(text), types: typesIn(text) }, target);
        assert.deepEqual(compared.wrong, []);
        assert.ok(compared.names >= least[target], `only ${compared.names} names in common`);
        return true;
      },
      { within: 30_000, every: 500 },
    );
    t.diagnostic(`${target}: ${compared.names} names, ${compared.series} series of the exporter's compared, none differs`);
  }
  await checkPage(t, lifeguard);
});

/** promtool must be able to read it; what it says of the names is the originals' doing. */
async function checkPage(t, lifeguard) {
  const { body } = await lifeguard.get('/metrics');
  const child = promisify(execFile)('promtool', ['check', 'metrics']);
  child.child.stdin.end(body);
  const { code = 0, stderr = '' } = await child.catch((error) => error);
  const said = stderr.split('\n').filter(Boolean);
  assert.deepEqual(said.filter((line) => !FOREIGN.test(line) && !line.startsWith('lifeguard_')), [], 'of the form');
  assert.ok([0, 3].includes(code), `promtool ended with ${code}`);
  t.diagnostic(`promtool: parsed; ${said.filter((line) => FOREIGN.test(line)).length} remarks on the originals' names`);
}

test('every expression of those dashboards has data in a Prometheus that scrapes an agent', async (t) => {
  const servers = await startServers(t);
  const work = await use(servers);
  const lifeguard = await startLifeguard({ test: t, config: config(servers) + compat(ALL) });
  const rules = boards.flatMap((board) => Object.entries(board.rules ?? {}));
  const prometheus = await startPrometheus({ test: t, targets: { lifeguard: `127.0.0.1:${lifeguard.port}` }, relabel: RELABEL });
  const filled = (expr) => rules.reduce((text, [name, value]) => text.replaceAll(new RegExp(`${name}(\\{[^}]*\\})?`, 'g'), `(${value})`), expr);

  const expressions = boards.flatMap((board) => Object.entries(board.shows).map(([panel, expr]) => ({ name: `${board.title}: ${panel}`, expr: filled(expr) })));
  let empty = expressions;
  await until(
    'data for every expression',
    async () => {
      await work();
      const still = [];
      for (const each of empty) {
        const expr = each.expr.replaceAll('"$instance"', '"main|bouncer|cache|replica|node"').replaceAll('"$datname"', '"shop"');
        if ((await prometheus.query(expr)).length === 0) still.push(each);
      }
      empty = still;
      return empty.length === 0 || assert.fail(`${empty.length} of ${expressions.length} have none:\n${empty.map(({ name, expr }) => `${name}\n    ${expr}`).join('\n')}`);
    },
    { within: 90_000, every: 1_000 },
  );

  const there = new Set((await scrape(lifeguard)).names());
  for (const board of boards) {
    assert.deepEqual(servedBy(board).filter((name) => !there.has(name)), [], `${board.title}: said to be served`);
    assert.deepEqual(Object.keys(board.lacking).filter((name) => there.has(name)), [], `${board.title}: said to be lacking`);
    const named = new Set(Object.values(board.shows).flatMap((expr) => expr.match(/\b(pg|redis|pgbouncer)_\w+/g)));
    const unknown = [...named].filter((name) => !board.names.includes(name) && !(name in (board.rules ?? {})));
    assert.deepEqual(unknown, [], `${board.title}: asked for, and not among its names`);
    t.diagnostic(`${board.title}: ${servedBy(board).length} of ${board.names.length} names served, ${Object.keys(board.shows).length} expressions`);
  }
  t.diagnostic(`${expressions.length} expressions evaluated, empty ones ${empty.length}`);
});
