// A shop behind PgBouncer misbehaves on a throw-away PostgreSQL, Redis and Chroma, and Lifeguard tells Slack and
// PagerDuty of it. All of
// it is on loopback and in temporary directories, and gone at the end.
import fs from 'node:fs';
import readline from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { endChild, startChild } from '../tests/integration/harness/child.mjs';
import { freePort } from '../tests/integration/harness/free_port.mjs';
import { startLifeguard } from '../tests/integration/harness/lifeguard.mjs';
import { startPgBouncer } from '../tests/integration/harness/pgbouncer.mjs';
import { until } from '../tests/integration/harness/until.mjs';
import { startCache } from './cache.mjs';
import { startDatabase } from './database.mjs';
import { startMessageBoard } from './receiver.mjs';
import { startSearch } from './search.mjs';
import { elapsed, startClock, tell } from './terminal.mjs';

const DEADLINE = 90;
const STORY = [
  [1, 'leak'],
  [3, 'report'],
  [5, 'cache'],
  [7, 'index'],
  [9, 'lock'],
];
const ASK = 30;
const FIX = 35;

const watched = process.stdout.isTTY === true;
const once = process.argv.includes('--once') || process.env.CI === 'true' || !watched;
const raw = process.argv.includes('--raw');

const endings = [];
let told = false;
let exitCode = 1;
try {
  const interrupted = whenInterrupted();
  await Promise.race([interrupted, demo()]);
  exitCode = 0;
} catch (error) {
  exitCode = error.exitCode ?? 1;
  console.error(`\ndemo: ${error.message}`);
} finally {
  for (const end of endings.reverse()) {
    await end().catch((error) => {
      console.error(`demo: ${error.message}`);
      exitCode ||= 1;
    });
  }
}
process.exit(exitCode);

async function demo() {
  const postgres = await startDatabase();
  endings.push(postgres.stop);
  const bouncer = await startPgBouncer({ postgres, settings: { default_pool_size: 20 } });
  endings.push(bouncer.stop);
  const cache = await startCache();
  endings.push(cache.stop);
  const search = await startSearch();
  if (search) endings.push(search.stop);
  const board = await startMessageBoard({ raw: raw || !watched, readable: !raw || !watched });
  endings.push(board.stop);
  const shop = await startShop({ DATABASE_URL: bouncer.dsn('shop', 'shop'), REDIS_URL: cache.url() });
  endings.push(shop.stop);
  const lifeguard = await startLifeguard({
    agent: { service: 'shop' },
    config: config('lifeguard.toml') + (search ? config('search.toml') : ''),
    env: {
      DATABASE_URL: postgres.dsn('lifeguard', 'shop'),
      PGBOUNCER_URL: bouncer.dsn(),
      REDIS_URL: cache.url(),
      CHROMA_URL: search?.url,
      SHOP_POOLS_URL: `${shop.url}/pools`,
      SLACK_WEBHOOK_URL: board.slack,
      PAGERDUTY_URL: board.pagerduty,
      PAGERDUTY_ROUTING_KEY: 'demo'.repeat(8),
    },
  });
  endings.push(async () => lifeguard.running && lifeguard.stop());

  startClock();
  const broken = Promise.race([
    lifeguard.whenEnded.then(() => failed('lifeguard', lifeguard.logs())),
    shop.whenEnded.then(() => failed('the shop')),
  ]);
  await Promise.race([broken, play({ shop, search, board, lifeguard })]);
  told = true;
  lookAround(postgres, lifeguard, shop);
  if (!once) await broken;
}

async function play({ shop, search, board, lifeguard }) {
  tell(
    'demo',
    'a shop serves checkouts through PgBouncer, and lifeguard watches its pool, PgBouncer, PostgreSQL, its cache and its search; Ctrl-C ends all of it',
  );
  for (const [second, bug] of STORY) {
    await at(second);
    if (bug !== 'index') await shop.ask('POST', `/bugs/${bug}`);
    else if (search) await loseIndex(search);
  }
  await at(ASK);
  tell('demo', `where are the connections? ${lifeguard.url('/api/pools')} says:`);
  for (const says of await answers(lifeguard)) tell('demo', says);
  await at(FIX);
  tell('demo', 'the shop is mended: connections are given back, the price change is committed, the baskets go, the index comes from its backup');
  await shop.ask('DELETE', '/bugs');
  await search?.restoreIndex();
  const fixed = elapsed();

  const left = (DEADLINE - elapsed()) * 1_000;
  const wanted = ['connection_leak', 'redis_memory', ...(search ? ['vector_self_recall'] : [])];
  await until('the leak to be told', () => missing(board, wanted).length === 0, { within: left }).catch(() => {
    throw new Error(`after ${DEADLINE} s there is still missing: ${missing(board, wanted).join(', ')}`);
  });
  await until('the other incidents to end', board.allOver, { within: 15_000 });

  const leak = STORY[0][0];
  const opened = board.find('Slack', 'connection_leak', false).second - leak;
  const paged = board.find('PagerDuty', 'connection_leak', false).second - leak;
  const over = board.find('PagerDuty', 'connection_leak', true).second - fixed;
  tell('demo', `the leak: told after ${seconds(opened)}, paged after ${seconds(paged)}, over ${seconds(over)} after the fix`);
}

function missing(board, rules) {
  const wanted = ['Slack', 'PagerDuty'].flatMap((app) => rules.flatMap((rule) => [[app, rule, false], [app, rule, true]]));
  return wanted
    .filter(([app, rule, over]) => !board.find(app, rule, over))
    .map(([app, rule, over]) => `${app}: ${rule} ${over ? 'resolved' : 'opened'}`);
}

async function loseIndex(search) {
  tell('demo', 'the search starts anew without the volume that its index is on, and says that it is well');
  await search.loseIndex();
}

function config(file) {
  return fs.readFileSync(new URL(file, import.meta.url), 'utf8');
}

async function startShop(env) {
  const port = await freePort();
  const child = startChild(process.execPath, [new URL('shop.mjs', import.meta.url).pathname], {
    env: { ...process.env, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  readline.createInterface({ input: child.handle.stdout }).on('line', (line) => tell('shop', line));
  const url = `http://127.0.0.1:${port}`;
  await until('the shop to open', async () => (await fetch(url)).ok);
  return {
    url,
    whenEnded: child.whenEnded,
    ask: (method, path) => fetch(url + path, { method }),
    stop: () => endChild(child),
  };
}

async function answers(lifeguard) {
  const { app_pools } = await (await fetch(lifeguard.url('/api/pools'))).json();
  return app_pools.map(({ says }) => says);
}

function lookAround(postgres, lifeguard, shop) {
  if (once) return;
  tell('demo', 'everything still runs, until Ctrl-C:');
  console.log(`
  metrics     ${lifeguard.url('/metrics')}
  health      ${lifeguard.url('/api/health')}
  sessions    ${lifeguard.url('/api/sessions')}
  pools       ${lifeguard.url('/api/pools')}
  incidents   ${lifeguard.url('/api/incidents')}
  database    psql ${postgres.dsn('postgres', 'shop')}
  again       curl -X POST ${shop.url}/bugs/leak     mend: curl -X DELETE ${shop.url}/bugs
`);
}

function at(second) {
  return sleep(Math.max(0, (second - elapsed()) * 1_000));
}

function seconds(number) {
  return `${number.toFixed(1)} s`;
}

function failed(what, log = '') {
  throw new Error(`${what} ended by itself\n${log.split('\n').slice(-30).join('\n')}`.trim());
}

// Once all is told, Ctrl-C is how the demo is meant to end.
function whenInterrupted() {
  return new Promise((resolve, reject) => {
    process.once('SIGINT', () => (told ? resolve() : reject(ending('interrupted', 130))));
    process.once('SIGTERM', () => reject(ending('terminated', 143)));
    process.once('SIGHUP', () => reject(ending('hung up', 129)));
  });
}

function ending(message, exitCode) {
  return Object.assign(new Error(message), { exitCode });
}
