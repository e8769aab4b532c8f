import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';

import { noApp, startApp } from './harness/apps.mjs';
import { freePort } from './harness/free_port.mjs';
import { startLifeguard } from './harness/lifeguard.mjs';
import { loseClient, noLostClient } from './harness/lost_client.mjs';
import { pg } from './harness/packages.mjs';
import { startPgBouncer } from './harness/pgbouncer.mjs';
import { startShop } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

// Seconds where the defaults have minutes: quiet counts from 6 s, held from 5 s, and six windows are half a minute.
const WINDOW = 5;
const RULES = `
[rules.connection_leak]
warning = "6s"
clear = "6s"
critical = "10m"
held = "5s"
window = "${WINDOW}s"
`;
const WATCHED_FOR = 12 * WINDOW; // what only looks like a leak must stay quiet for so long

const KINDS = {
  'idle in transaction': /idle in transaction, the oldest/,
  'pinned server': /pins \d+ servers? of PgBouncer/,
  orphan: /left \d+ sessions? behind/,
  'out of the pool and idle': /out of its pool .* asked nothing/,
  'older than the pool allows': /idle connections? older than/,
  'idle sessions rise': /keeps sessions that it does not use/,
  'pool use rises': /never has fewer than \d+ connections out/,
};
const [IDLE_IN_TRANSACTION, PINNED, ORPHAN, HELD, OVER_AGE, GROWTH, FLOOR] = Object.keys(KINDS);

/** Each has a database and an app of its own; `story` leaks. `via` is a mode of PgBouncer. */
const LEAKS = [
  {
    name: 'three connections taken and not given back',
    kinds: [HELD],
    severity: 'warning',
    story: ({ app }) => app.leak(3),
  },
  {
    name: 'two left inside a transaction',
    kinds: [IDLE_IN_TRANSACTION, HELD],
    severity: 'critical',
    story: ({ app }) => app.leak(2, { transaction: true }),
  },
  ...['sqlalchemy', 'psycopg', 'asyncpg', 'hikaricp'].map((kind) => ({
    name: `two left inside a transaction, of ${kind}`,
    kind,
    skip: noApp(kind),
    kinds: [IDLE_IN_TRANSACTION, HELD],
    severity: 'critical',
    story: ({ app }) => app.leak(2, { transaction: true }),
  })),
  {
    name: 'one a time while the traffic goes on',
    kinds: [HELD, GROWTH],
    severity: 'critical',
    pool: { max: 20 },
    async story({ app, isOver }) {
      keepBusy(app, isOver);
      for (let leaked = 0; leaked < 14 && !isOver(); ++leaked) {
        await app.leak(1);
        await app.work(1, 3);
      }
    },
  },
  {
    name: 'held beyond the age at which the pool closes them',
    kinds: [HELD, OVER_AGE],
    severity: 'critical',
    pool: { maxLifetime: 5 },
    page: '/pool', // on which the library is known, and with it how it closes connections
    story: ({ app }) => app.leak(2),
  },
  {
    name: 'inside a transaction, through PgBouncer in transaction mode',
    via: 'transaction',
    kinds: [IDLE_IN_TRANSACTION, PINNED, HELD],
    severity: 'critical',
    story: ({ app }) => app.leak(2, { transaction: true }),
  },
  {
    name: 'between transactions, through PgBouncer in transaction mode',
    via: 'transaction',
    kinds: [HELD],
    severity: 'warning',
    story: ({ app }) => app.leak(3),
  },
  {
    name: 'through PgBouncer in session mode, while others wait',
    via: 'session',
    kinds: [PINNED, HELD],
    severity: 'critical',
    async story({ app, database, bouncer }) {
      await app.leak(2); // all that the pool has
      const waiting = await bouncer.session('shop', database, 'who-waits');
      waiting.query('select 1').catch(() => {});
    },
  },
  {
    name: 'inside a transaction, by an app that hangs and tells nothing',
    kinds: [IDLE_IN_TRANSACTION],
    severity: 'warning',
    async story({ app }) {
      await app.leak(2, { transaction: true });
      app.pause();
    },
  },
  {
    name: 'left behind by a client whose host is gone',
    skip: noLostClient,
    noApp: true,
    kinds: [ORPHAN],
    severity: 'warning',
    story: ({ postgres, database, application }) => loseClient({ postgres, database, application, statements: ['select 1'] }),
  },
  {
    name: 'left behind inside a transaction',
    skip: noLostClient,
    noApp: true,
    kinds: [IDLE_IN_TRANSACTION, ORPHAN],
    severity: 'critical',
    story: ({ postgres, database, application }) =>
      loseClient({ postgres, database, application, statements: ['begin', 'select 1'] }),
  },
];

/** What must not be called a leak: none of it may page. */
const QUIET = [
  {
    name: 'a warm-up: eight connections opened and kept for later',
    pool: { max: 10 },
    story: ({ app }) => app.hold(8, 0.2),
  },
  {
    name: 'cold connections at the bottom of a pool',
    pool: { max: 10 },
    async story({ app, isOver }) {
      await app.hold(8, 0.2);
      keepBusy(app, isOver);
    },
  },
  {
    name: 'a migration: DDL and long statements in one transaction',
    noApp: true,
    async story({ postgres, database, application, isOver }) {
      const session = await postgres.session('shop', database, { application_name: application });
      await session.query('begin; create table orders (id int)');
      for (let column = 0; !isOver(); ++column) {
        await session.query(`alter table orders add column c${column} text; select pg_sleep(4)`);
        await postgres.sql('select pg_sleep(1)');
      }
    },
  },
  {
    name: 'a listener that has its connection from a pool',
    statements: ['listen orders'],
  },
  {
    name: 'a leader that holds an advisory lock, idle',
    statements: ['select pg_advisory_lock(42)'],
  },
  {
    name: 'a leader that holds one in a transaction',
    statements: ['begin', 'select pg_advisory_xact_lock(43)'],
  },
  {
    name: 'a deploy: the new one comes before the old one goes',
    more: true,
    async story({ app, next, isOver }) {
      let old = true;
      keepBusy(app, () => !old || isOver(), 4);
      await next.work(1, 15);
      keepBusy(next, isOver, 4);
      await next.work(1, 10);
      old = false;
      await app.stop();
    },
  },
  {
    name: 'a ramp of traffic',
    pool: { max: 12 },
    async story({ app, isOver }) {
      for (let users = 1; users <= 10; ++users) {
        for (let turn = 0; turn < 25 && !isOver(); ++turn) await app.work(users, 0.2);
      }
    },
  },
  {
    name: 'a nightly batch: long statements, one more every five seconds',
    pool: { max: 12 },
    async story({ app, isOver }) {
      for (let running = 0; running < 9 && !isOver(); ++running) {
        app.work(1, 90).catch(() => {});
        await app.work(1, 5);
      }
    },
  },
];

test('every leak is found by what speaks for it, and what only looks like one stays quiet', { timeout: 280_000 }, async (t) => {
  const stories = [...LEAKS, ...QUIET].map((story, index) => ({ ...story, id: `s${index}`, database: `s${index}`, application: `app${index}` }));
  const played = stories.filter(({ skip }) => !skip);
  for (const { name, skip } of stories) if (skip) t.diagnostic(`not played: ${name}: ${skip}`);

  const postgres = await startShop(t, { config: { max_connections: 150 } });
  for (const { database } of played) await postgres.sql(`create database ${database} owner shop`);
  const pooled = played.filter(({ via }) => via);
  const bouncer = await startPgBouncer({
    test: t,
    postgres,
    databases: Object.fromEntries(pooled.map(({ database, via }) => [database, `pool_mode=${via} pool_size=${via === 'session' ? 2 : 8}`])),
  });
  await Promise.all(played.map((story) => cast(t, story, { postgres, bouncer })));

  const lifeguard = await startLifeguard({ test: t, config: RULES + targets(postgres, bouncer, played) });
  await until('every target to be seen', async () => (await lifeguard.get('/readyz')).status === 200);

  let over = false;
  t.after(() => (over = true));
  const begun = performance.now();
  const seconds = () => (performance.now() - begun) / 1000;
  const endings = played.map(async (story) => {
    await story.story?.({ ...story, postgres, bouncer, isOver: () => over });
  });
  const failure = Promise.all(endings).then(() => false);

  const found = new Map();
  const unfound = () => played.filter((story) => story.kinds && !isFound(story, found.get(story.id)));
  await until('every leak to be found, and the watch to be over', async () => {
    for (const incident of (await leaksOf(lifeguard)).reverse()) note(found, played, incident, seconds());
    await Promise.race([failure, undefined]);
    return (unfound().length === 0 && seconds() >= WATCHED_FOR) ||
      assert.fail(`not found yet: ${JSON.stringify(unfound().map((story) => [story.name, found.get(story.id)]))}`);
  }, { within: 150_000, every: 250 });
  const metrics = await lifeguard.metrics();
  over = true;

  console.log(table(played, found));
  for (const story of played.filter(({ kinds }) => kinds)) {
    const seen = found.get(story.id);
    assert.equal(seen.severity, story.severity, story.name);
    assert.deepEqual([...seen.keys].length, 1, `${story.name}: one incident, not ${[...seen.keys]}`);
  }
  for (const { name, id } of played.filter(({ kinds }) => !kinds)) {
    assert.equal(found.get(id), undefined, `${name}: ${JSON.stringify(found.get(id)?.summary)}`);
  }
  const leaked = (target, pool) => metrics.value('lifeguard_pool_leaked_connections', { target, pool });
  const [direct, inTransaction] = stories;
  const [pins, rests] = pooled;
  assert.equal(leaked(direct.id, direct.application), 3);
  assert.equal(leaked(inTransaction.id, inTransaction.application), 2);
  assert.equal(leaked(pins.id, pins.application), 2);
  assert.equal(leaked('bouncer', `${pins.database}/shop`), 2);
  assert.equal(leaked('bouncer', `${rests.database}/shop`), 0);
  assert.ok(leaked('main', 'server') >= 3 + 2 + 2 + 2);
  const { pools } = await lifeguard.api('pools');
  assert.equal(pools.find(({ target }) => target === direct.id).leaked, 3);
  await lifeguard.stop();
});

/** The app, or the pool of our own, that a story is played with; a deploy has the `next` one too. */
async function cast(t, story, { postgres, bouncer }) {
  const { database, application, via, pool, statements } = story;
  const dsn = via ? bouncer.dsn('shop', database) : postgres.dsn('shop', database);
  if (story.noApp) return;
  if (statements) {
    story.url = await poolThatRuns(t, { dsn, application, statements });
    return;
  }
  story.app = await startApp({ test: t, kind: story.kind ?? 'node-pg', postgres, dsn, pool, application });
  story.url = story.app.page(story.page ?? '/metrics');
  if (story.more) story.next = await startApp({ test: t, kind: 'node-pg', postgres, dsn, pool, application });
}

/** A pool in this process of which one connection is out for good, for a reason; and where it tells of itself. */
async function poolThatRuns(t, { dsn, application, statements }) {
  const pool = new pg.Pool({ connectionString: dsn, application_name: application, max: 3 });
  pool.on('error', () => {});
  const client = await pool.connect();
  client.on('error', () => {});
  for (const statement of statements) await client.query(statement);
  const page = () => ({ [application]: { totalCount: pool.totalCount, idleCount: pool.idleCount, waitingCount: 0, max: 3 } });
  const server = http.createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify(page())));
  const port = await freePort();
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  t.after(async () => {
    server.close();
    server.closeAllConnections();
    client.release(true);
    await pool.end();
  });
  return `http://127.0.0.1:${port}/`;
}

const targets = (postgres, bouncer, stories) => `
[[postgres]]
name = "main"
dsn = "${postgres.dsn('lifeguard', 'shop')}"
activity_interval = "500ms"
interval = "1s"

[[pgbouncer]]
name = "bouncer"
dsn = "${bouncer.dsn()}"
postgres = "main"
interval = "1s"
${stories.filter(({ url }) => url).map(appPool).join('')}
${stories.filter(({ next }) => next).map((story) => appPool({ ...story, id: `${story.id}-next`, url: story.next.url })).join('')}`;

const appPool = ({ id, url, application, pool }) => `
[[app_pool]]
name = "${id}"
url = "${url}"
postgres = "main"
application = "${application}"
interval = "1s"
timeout = "1s"
${pool?.maxLifetime ? `max_lifetime = "${pool.maxLifetime}s"` : ''}
`;

/** Traffic until `isOver`: n statements at a time, again and again. */
async function keepBusy(app, isOver, n = 1) {
  while (!isOver()) await app.work(n, 0.2).catch(() => {});
}

// Open ones come first, and so are noted last, over what was before them.
const leaksOf = async (lifeguard) => (await lifeguard.api('incidents')).incidents.filter(({ rule }) => rule === 'connection_leak');

function note(found, stories, incident, second) {
  const story = stories.find(({ database, id }) => incident.key === id || incident.key.startsWith(`${database}/`));
  assert.ok(story, `an incident of nobody: ${incident.key}: ${incident.summary}`);
  const seen = found.get(story.id) ?? { first: second, keys: new Set(), times: {}, kinds: new Set() };
  found.set(story.id, seen);
  seen.keys.add(incident.key);
  seen.times[incident.severity] ??= second;
  seen.severity = incident.severity;
  seen.summary = incident.summary;
  for (const [kind, words] of Object.entries(KINDS)) if (words.test(incident.summary)) seen.kinds.add(kind);
}

const isFound = ({ kinds, severity }, seen) => seen?.severity === severity && kinds.every((kind) => seen.kinds.has(kind));

function table(stories, found) {
  const rows = stories.map(({ name, via, id }) => {
    const seen = found.get(id);
    if (!seen) return [name, 'quiet', '', '', ''];
    const after = Object.entries(seen.times).map(([severity, second]) => `${severity} ${Math.round(second)} s`).join(', ');
    return [name, 'found', after, [...seen.kinds].join(', '), seen.severity];
  });
  return ['| what happens | | after | evidence | severity |', '|---|---|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}
