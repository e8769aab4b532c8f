import fs from 'node:fs';
import path from 'node:path';

import { endChild, signalAll, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { ordinaryUser } from './ordinary_user.mjs';
import { pg } from './packages.mjs';
import { temporaryDirectory } from './temp.mjs';
import { Hopeless, until } from './until.mjs';

const PROGRAM = process.env.LIFEGUARD_PGBOUNCER ?? new URL('../../../build/tools/usr/sbin/pgbouncer', import.meta.url).pathname;

const SETTINGS = {
  listen_addr: '127.0.0.1',
  unix_socket_dir: '',
  auth_type: 'trust',
  pool_mode: 'transaction',
  admin_users: 'admin',
  stats_users: 'stats',
  default_pool_size: 2,
  server_login_retry: 1,
};

/**
 * A PgBouncer on a free loopback port in front of `postgres`, trusting the users admin, stats, shop, report and guest.
 * `databases` are the lines of [databases] less host and port ({shop: 'pool_size=3'}), `settings` those of [pgbouncer].
 */
export async function startPgBouncer({ test, postgres, databases = { shop: '' }, settings = {} }) {
  const home = temporaryDirectory('pgbouncer');
  const program = unpack(home.path);
  const port = await freePort();
  const ini = path.join(home.path, 'pgbouncer.ini');
  const logFile = path.join(home.path, 'pgbouncer.log');
  const user = ordinaryUser();
  fs.chmodSync(home.path, 0o755);
  if (user.uid) fs.chownSync(home.path, user.uid, user.gid);
  const userList = path.join(home.path, 'users.txt');
  fs.writeFileSync(userList, ['admin', 'stats', 'shop', 'report', 'guest'].map((name) => `"${name}" ""\n`).join(''));

  const sessions = new Set();
  let child;

  const bouncer = {
    port,
    log: () => fs.readFileSync(logFile, 'utf8'),
    dsn: (role = 'stats', database = 'pgbouncer') => `postgresql://${role}@127.0.0.1:${port}/${database}`,

    /** Writes pgbouncer.ini anew; it is taken up by reload() or restart(). */
    configure(databases, settings = {}) {
      const lines = Object.entries(databases).map(([name, more]) => `${name} = host=127.0.0.1 port=${postgres.port} ${more}`);
      const all = { ...SETTINGS, listen_port: port, auth_file: userList, ...settings };
      const set = Object.entries(all).map(([name, value]) => `${name} = ${value}`);
      fs.writeFileSync(ini, ['[databases]', ...lines, '[pgbouncer]', ...set, ''].join('\n'));
    },

    /** A session of the app, or of the console. */
    async session(role = 'shop', database = 'shop', application = 'checkout') {
      const client = new pg.Client({ host: '127.0.0.1', port, user: role, database, application_name: application });
      client.on('error', () => {});
      await client.connect();
      sessions.add(client);
      client.once('end', () => sessions.delete(client));
      return client;
    },

    /** One command to the console, by an administrator. */
    async console(command) {
      const client = await bouncer.session('admin', 'pgbouncer');
      try {
        return (await client.query(command)).rows;
      } finally {
        await client.end();
      }
    },

    async up() {
      const log = fs.openSync(logFile, 'a');
      child = startChild(program.file, [ini], {
        ...user,
        cwd: home.path,
        env: { ...process.env, LD_LIBRARY_PATH: program.libraries },
        stdio: ['ignore', log, log],
      });
      fs.closeSync(log);
      await until('PgBouncer to answer', () => {
        if (child.ended) throw new Hopeless(`PgBouncer did not start:\n${bouncer.log()}`);
        return bouncer.console('SHOW VERSION');
      });
    },

    async down(signal = 'SIGTERM') {
      bouncer.resume();
      if (child && !child.ended) await endChild(child, signal);
    },

    async restart(signal) {
      await bouncer.down(signal);
      await bouncer.up();
    },

    /** Stops the process where it stands: connections stay open and nothing answers. */
    pause: () => signalAll([child.pid], 'SIGSTOP'),
    resume: () => child && !child.ended && signalAll([child.pid], 'SIGCONT'),

    async stop() {
      await bouncer.down('SIGKILL');
      await Promise.allSettled([...sessions].map((client) => client.end()));
      home.remove();
    },
  };

  test?.after(bouncer.stop);
  bouncer.configure(databases, settings);
  await bouncer.up();
  return bouncer;
}

// A copy, because root starts it as somebody else, who may not reach the tree.
function unpack(home) {
  if (!fs.existsSync(PROGRAM)) throw new Error(`no PgBouncer at ${PROGRAM}: ./dev test fetches it`);
  const file = path.join(home, 'pgbouncer');
  fs.copyFileSync(PROGRAM, file);
  const library = path.join(path.dirname(PROGRAM), '../lib');
  for (const machine of fs.existsSync(library) ? fs.readdirSync(library) : []) {
    fs.cpSync(path.join(library, machine), path.join(home, 'lib'), { recursive: true });
  }
  return { file, libraries: path.join(home, 'lib') };
}
