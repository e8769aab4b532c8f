// What watching a busy server costs, beside a bare libpq loop that asks the same and throws the rows away.
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

import { startChild } from '../integration/harness/child.mjs';
import { startPostgres } from '../integration/harness/postgres.mjs';
import { cpuNanoseconds, memory, serverCost } from './cost.mjs';
import { aims, table } from './report.mjs';
import { startRoundTripCounter } from './round_trips.mjs';
import { TICK_MS, bareLoop, lifeguard } from './watchers.mjs';

process.on('uncaughtException', (error) => {
  console.error(`not measured: ${error.message}`);
  process.exit(1);
});

const { values: options } = parseArgs({
  options: {
    sessions: { type: 'string', default: '500' },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '2' },
    strict: { type: 'boolean', default: false },
  },
});
const sessions = Number(options.sessions);
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const WARM_UP_SECONDS = 5;

const SCHEMA = `
  create table customers (id int primary key, email text unique, name text);
  insert into customers select n, 'customer-' || n || '@example.com', 'Customer ' || n from generate_series(1, 1000) n;
  create table orders (id serial primary key, customer_id int references customers, status text, total numeric,
                       placed_at timestamptz default now());
  insert into orders (customer_id, status, total) select 1 + n % 1000, 'paid', n from generate_series(1, 5000) n;
  create index on orders (customer_id, placed_at);
  create extension pg_stat_statements`;

async function startServer() {
  const postgres = await startPostgres({
    config: {
      max_connections: sessions + 100,
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.track_planning': 'on',
      log_connections: 'on',
    },
  });
  await postgres.sql(SCHEMA);
  for (const { role } of [lifeguard, bareLoop]) await postgres.sql(`create role ${role} login in role pg_monitor`);
  return postgres;
}

async function startCrowd(postgres) {
  const crowd = startChild(process.execPath, [new URL('crowd.mjs', import.meta.url).pathname, postgres.dsn(), sessions], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await Promise.race([once(crowd.handle.stdout, 'data'), crowd.whenEnded]);
  await sleep(5_000); // until they are spread over all states
  if (crowd.ended) throw new Error('the sessions did not last');
}

/** One run of one watcher: what it used between the warm-up and the end. */
async function run(watcher, postgres) {
  const running = await watcher.start(postgres.dsn(watcher.role));
  await sleep(WARM_UP_SECONDS * 1000);
  const before = await reading();
  await sleep(seconds * 1000);
  const after = await reading();
  const used = { cpuMs: (after.cpu - before.cpu) / 1e6, ...memory(running.pid), ...difference(before, after) };
  await running.stop();
  return used;

  async function reading() {
    return { cpu: cpuNanoseconds(running.pid), statements: await serverCost(postgres, watcher.role) };
  }
}

function difference(before, after) {
  let serverMs = 0;
  let statements = 0;
  let ticks = 0;
  for (const { queryid, query, calls, ms } of after.statements) {
    const earlier = before.statements.find((each) => each.queryid === queryid) ?? { calls: 0, ms: 0 };
    serverMs += ms - earlier.ms;
    statements += calls - earlier.calls;
    if (query.includes('from pg_stat_activity')) ticks += calls - earlier.calls;
  }
  return { serverMs, statements, ticks };
}

/** Round trips per tick, in a run of their own: the counter in between costs time. */
async function roundTrips(watcher, postgres) {
  const counter = await startRoundTripCounter(postgres.port);
  const running = await watcher.start(postgres.dsn(watcher.role).replace(`:${postgres.port}/`, `:${counter.port}/`));
  await sleep(2_000);
  const [trips, first] = [counter.roundTrips, await serverCost(postgres, watcher.role)];
  await sleep(5_000);
  const [more, last] = [counter.roundTrips, await serverCost(postgres, watcher.role)];
  await running.stop();
  counter.stop();
  return (more - trips) / difference({ statements: first }, { statements: last }).ticks;
}

function summary(runs, extra) {
  const sum = (key) => runs.reduce((total, each) => total + each[key], 0);
  const most = (key) => Math.max(...runs.map((each) => each[key]));
  const ticks = sum('ticks');
  return {
    ticks,
    cpuMs: sum('cpuMs') / ticks,
    cpuMsOfEach: runs.map((each) => each.cpuMs / each.ticks),
    serverMs: sum('serverMs') / ticks,
    statements: sum('statements') / ticks,
    resident: most('resident'),
    anonymous: most('anonymous'),
    peak: most('peak'),
    ...extra,
  };
}

const postgres = await startServer();
console.error(`${sessions} sessions are coming …`);
await startCrowd(postgres);

const runs = new Map([[lifeguard, []], [bareLoop, []]]);
for (let round = 1; round <= rounds; ++round) {
  for (const [watcher, done] of runs) {
    console.error(`${watcher.name}, round ${round} of ${rounds}: ${seconds} s …`);
    done.push(await run(watcher, postgres));
  }
}
const connectionsOf = ({ role }) => postgres.log().split(`connection authorized: user=${role} `).length - 1;
const states = await postgres.sql(
  `select state, count(*)::int as n from pg_stat_activity where application_name <> 'harness' and datname is not null
   group by state order by n desc`,
);
const [of, bare] = await Promise.all(
  [...runs].map(async ([watcher, done]) =>
    summary(done, { connections: connectionsOf(watcher) / rounds, roundTrips: await roundTrips(watcher, postgres) }),
  ),
);
const [{ version }] = await postgres.sql("select current_setting('server_version') as version");
console.log(`\nPostgreSQL ${version}, sessions: ${states.map(({ state, n }) => `${n} ${state}`).join(', ')}`);
console.log(`a tick every ${TICK_MS} ms, ${rounds} × ${seconds} s of each in turn\n`);
console.log(table(of, bare));
if (!(of.ticks > 0) || Math.abs(of.statements / bare.statements - 1) > 0.05) {
  throw new Error('the two did not ask the same');
}
const results = aims(of, bare, sessions);
for (const { met, text } of results) console.log(`${met ? 'PASS' : 'FAIL'}  ${text}`);
process.exit(options.strict && results.some(({ met }) => !met) ? 1 : 0);
