import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

import { childrenOf, endChild, signalAll, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { ordinaryUser } from './ordinary_user.mjs';
import { pg } from './packages.mjs';
import { temporaryDirectory } from './temp.mjs';
import { Hopeless, until } from './until.mjs';

const run = promisify(execFile);

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  max_connections: 30,
  shared_buffers: '16MB',
  fsync: 'off',
  full_page_writes: 'off',
  lc_messages: 'C',
};

/**
 * A throw-away PostgreSQL server on a free loopback port, superuser `postgres`, trusting everyone unless `hba` (lines
 * of pg_hba.conf) says otherwise. `config` overrides settings; `version` picks one of Debian's, `bin` any directory
 * with initdb and postgres in it; `env` is the server's environment beside our own; `fill` makes its data directory. It
 * is stopped when `test` (the context that node:test gives) ends.
 */
export async function startPostgres({ test, version, bin = debianBin(version), config = {}, hba = [], env = {}, fill = initialise } = {}) {
  const home = temporaryDirectory('postgres');
  const port = await freePort();
  const data = path.join(home.path, 'data');
  const logFile = path.join(home.path, 'postgres.log');
  const user = ordinaryUser();
  if (user.uid) fs.chownSync(home.path, user.uid, user.gid);
  const spawning = { ...user, cwd: home.path, env: { ...process.env, LC_ALL: 'C' } };

  await fill({ bin, data, spawning });
  const settings = { ...SETTINGS, port, unix_socket_directories: home.path, ...config };
  fs.appendFileSync(path.join(data, 'postgresql.conf'), settingLines(settings));
  const everyone = ['host all postgres 127.0.0.1/32 trust', ...hba, 'host all all 127.0.0.1/32 trust'];
  fs.writeFileSync(path.join(data, 'pg_hba.conf'), everyone.join('\n') + '\n');

  const sessions = new Set();
  let server;

  const postgres = {
    port,
    dir: home.path,
    bin,
    get pid() {
      return server.pid;
    },
    log: () => fs.readFileSync(logFile, 'utf8'),

    dsn(role = 'postgres', database = 'postgres', password = undefined) {
      const login = password === undefined ? role : `${role}:${encodeURIComponent(password)}`;
      return `postgresql://${login}@127.0.0.1:${port}/${database}`;
    },

    /** Runs it as the superuser, in a session of its own, and gives the rows. */
    async sql(text, values = [], database = 'postgres') {
      const client = await connect(postgres.dsn('postgres', database));
      try {
        return (await client.query(text, values.length ? values : undefined)).rows;
      } finally {
        await client.end();
      }
    },

    /** A session that stays until end() or until the server goes; its loss is not an error of the test. */
    async session(role = 'postgres', database = 'postgres', options = {}) {
      const client = await connect(postgres.dsn(role, database, options.password), options);
      sessions.add(client);
      client.once('end', () => sessions.delete(client));
      return client;
    },

    async up() {
      const log = fs.openSync(logFile, 'a');
      server = startChild(path.join(bin, 'postgres'), ['-D', data], {
        ...spawning,
        env: { ...spawning.env, ...env },
        stdio: ['ignore', log, log],
        onOrphaned: 'QUIT',
      });
      fs.closeSync(log);
      await until('PostgreSQL to accept connections', () => {
        if (server.ended) throw new Hopeless(`PostgreSQL did not start:\n${postgres.log()}`);
        return postgres.sql('select 1');
      });
    },

    /** Ends the server and keeps its data. SIGINT is its "fast" shutdown, SIGQUIT its crash. */
    async down(signal = 'SIGINT') {
      postgres.resume();
      if (server && !server.ended) await endChild(server, signal);
    },

    async restart() {
      await postgres.down();
      await postgres.up();
    },

    /** Stops every process of the server where it stands: connections stay open and nothing answers. */
    pause() {
      signalAll(processes(), 'SIGSTOP');
    },

    resume() {
      signalAll(processes(), 'SIGCONT');
    },

    async stop() {
      postgres.resume();
      await Promise.allSettled([...sessions].map((client) => client.end()));
      await postgres.down();
      home.remove();
    },
  };

  function processes() {
    return !server || server.ended ? [] : [server.pid, ...childrenOf(server.pid)];
  }

  test?.after(postgres.stop);
  await postgres.up();
  return postgres;
}

async function initialise({ bin, data, spawning }) {
  const choices = ['-U', 'postgres', '-E', 'UTF8', '-A', 'trust', '--no-sync'];
  await run(path.join(bin, 'initdb'), ['-D', data, ...choices], spawning);
}

async function connect(connectionString, options = {}) {
  const client = new pg.Client({ connectionString, application_name: 'harness', ...options });
  client.on('error', () => {});
  await client.connect();
  return client;
}

function settingLines(settings) {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = '${String(value).replaceAll("'", "''")}'\n`)
    .join('');
}

function debianBin(version) {
  const installed = '/usr/lib/postgresql';
  const versions = fs.existsSync(installed) ? fs.readdirSync(installed).sort((a, b) => b - a) : [];
  const chosen = versions.find((each) => version === undefined || each === String(version));
  if (!chosen) throw new Error(`no PostgreSQL ${version ?? ''} under ${installed}: apt-get install postgresql`);
  return path.join(installed, chosen, 'bin');
}
