import assert from 'node:assert/strict';
import fs from 'node:fs';

import { endChild, signalAll, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { Hopeless, until } from './until.mjs';

const home = new URL('../apps/', import.meta.url).pathname;

// Debian's, for it has Debian's packages: another python3 may come first in PATH.
const PYTHON = '/usr/bin/python3';
const JARS = ['HikariCP', 'postgresql', 'slf4j-api', 'slf4j-nop'].map((name) => `/usr/share/java/${name}.jar`);
const JAVA = ['java', '-Xmx64m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', JARS.join(':')];

/** How each kind of app is started. */
const KINDS = {
  'node-pg': [process.execPath, `${home}node_pg.mjs`],
  'node-pg-otel': [process.execPath, `${home}node_pg_otel.mjs`],
  'node-pg-traced': [process.execPath, `${home}node_pg_traced.mjs`],
  sqlalchemy: [PYTHON, `${home}sqlalchemy_pool.py`],
  psycopg: [PYTHON, `${home}psycopg_3_pool.py`],
  asyncpg: [PYTHON, `${home}asyncpg_pool.py`],
  hikaricp: [...JAVA, `${home}HikariPool.java`],
};

// What of a kind comes from Debian: a file of each package.
const PYTHONS = '/usr/lib/python3/dist-packages';
const NEEDED = {
  sqlalchemy: { 'python3-sqlalchemy': `${PYTHONS}/sqlalchemy`, 'python3-psycopg2': `${PYTHONS}/psycopg2` },
  psycopg: { 'python3-psycopg-pool': `${PYTHONS}/psycopg_pool` },
  asyncpg: { 'python3-asyncpg': `${PYTHONS}/asyncpg` },
  hikaricp: {
    'libhikaricp-java': JARS[0],
    'libpostgresql-jdbc-java': JARS[1],
    'libslf4j-java': JARS[2],
    'default-jdk-headless': '/usr/bin/javac',
  },
};
for (const kind of ['sqlalchemy', 'psycopg', 'asyncpg']) NEEDED[kind]['python3-prometheus-client'] = `${PYTHONS}/prometheus_client`;

/** Why there is no app of that kind on this machine: false where there is. */
export function noApp(kind) {
  const missing = Object.entries(NEEDED[kind] ?? {}).filter(([, file]) => !fs.existsSync(file));
  return missing.length > 0 && `no ${missing.map(([name]) => name).join(', ')} here: ./dev test installs what Debian has of it`;
}

/**
 * An app with a pool of `kind`, on a free loopback port. It connects to `dsn`, or as `shop` to the database `shop` of
 * `postgres`, by the name `application`; `pool` is {max, maxLifetime, timeout} in connections and seconds, 0 is none.
 * `env` is added to its environment. The orders that it takes are in ../apps/README.md. It ends with `test`.
 */
export async function startApp({ test, kind, postgres, dsn = postgres.dsn('shop', 'shop'), pool = {}, application = 'checkout', env: more = {} }) {
  const port = await freePort();
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    APP_DSN: dsn,
    APP_NAME: application,
    APP_PORT: String(port),
    POOL_MAX: String(pool.max ?? 5),
    POOL_MAX_LIFETIME: String(pool.maxLifetime ?? 0),
    POOL_TIMEOUT: String(pool.timeout ?? 0),
    ...more,
  };
  let child;
  let log = '';

  const app = {
    port,
    url: `http://127.0.0.1:${port}/metrics`,
    page: (where) => `http://127.0.0.1:${port}${where}`,
    log: () => log,

    /** Takes n connections for good, and gives the pids of their backends; `transaction: true` leaves each in one. */
    leak: async (n = 1, { transaction = false } = {}) => (await order('leak', { n, ...(transaction && { transaction: 1 }) })).pids,
    /** Takes n connections, gives them back after so many seconds, and answers with the pids as soon as it has them. */
    hold: async (n = 1, seconds = 5) => (await order('hold', { n, seconds })).pids,
    /** Gives back what was leaked or is held. */
    release: () => order('release'),
    /** n statements at once that take so many seconds each, through the pool: {done, failed}. */
    work: (n = 1, seconds = 0) => order('work', { n, seconds }),

    /** Takes one of `sku` from stock, and then stays in the transaction for so many seconds. */
    checkout: (sku, seconds = 0) => order('checkout', { sku, seconds }),
    /** Runs a report that takes so many seconds. */
    report: (seconds) => order('report', { seconds }),

    async up() {
      const [command, ...args] = KINDS[kind] ?? assert.fail(`no app of kind ${kind}`);
      child = startChild(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
      for (const stream of [child.handle.stdout, child.handle.stderr]) stream.on('data', (text) => (log += text));
      await until(`the ${kind} app to answer`, async () => {
        if (child.ended) throw new Hopeless(`the ${kind} app ended at once:\n${log}`);
        return (await fetch(app.url)).ok;
      }, { within: 60_000 });
    },

    /** Ends the app with its connections; up() starts another on the same port. */
    async stop() {
      app.resume();
      if (child && !child.ended) await endChild(child, 'SIGKILL');
    },

    async restart() {
      await app.stop();
      await app.up();
    },

    /** Stops the process where it stands: it answers nothing, and its connections stay. */
    pause: () => signalAll([child.pid], 'SIGSTOP'),
    resume: () => child && !child.ended && signalAll([child.pid], 'SIGCONT'),
  };

  async function order(name, parameters = {}) {
    const response = await fetch(app.page(`/${name}?${new URLSearchParams(parameters)}`));
    const body = await response.text();
    assert.equal(response.status, 200, `${kind} app, ${name}: ${body}`);
    return JSON.parse(body);
  }

  test?.after(app.stop);
  await app.up();
  return app;
}
