import fs from 'node:fs';
import path from 'node:path';

import { makeCertificates } from './certificates.mjs';
import { endChild, signalAll, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { redisClient } from './redis_client.mjs';
import { temporaryDirectory } from './temp.mjs';
import { Hopeless, until } from './until.mjs';

const PROGRAM = process.env.LIFEGUARD_REDIS ?? new URL('../../../build/tools/usr/bin/redis-server', import.meta.url).pathname;

/**
 * A Redis on a free loopback port that saves nothing unless `settings` say so. `tls` makes certificates of our own and has it
 * take TLS as well, on `tlsPort`; a node of a cluster hears others on `clusterPort`; with `sentinel` it is one. Its data are under `dir`.
 */
export async function startRedis({ test, settings = {}, tls = false, sentinel = false, lines = [] } = {}) {
  if (!fs.existsSync(PROGRAM)) throw new Error(`no Redis at ${PROGRAM}: ./dev test fetches it`);
  const home = temporaryDirectory('redis');
  const port = await freePort();
  const socket = path.join(home.path, 'redis.sock');
  const log = path.join(home.path, 'redis.log');
  const certificates = tls ? makeCertificates(home.path) : undefined;
  const tlsPort = tls ? await freePort() : undefined;
  const clusterPort = settings['cluster-enabled'] ? await freePort() : undefined;
  const all = {
    port,
    bind: '127.0.0.1',
    dir: home.path,
    ...(sentinel ? {} : { unixsocket: socket, save: '""', 'latency-tracking': 'yes' }),
    ...(tls ? { 'tls-port': tlsPort, ...tlsSettings(certificates) } : {}),
    ...(clusterPort ? { 'cluster-port': clusterPort } : {}),
    ...settings,
  };
  const config = path.join(home.path, 'redis.conf');
  fs.writeFileSync(config, [...Object.entries(all).map(([key, value]) => `${key} ${value}`), ...lines, ''].join('\n'));

  const clients = new Set();
  let child;

  const redis = {
    port,
    tlsPort,
    clusterPort,
    socket,
    certificates,
    dir: home.path,
    log: () => fs.readFileSync(log, 'utf8'),
    get pid() {
      return child.pid;
    },
    url: (user = '', path = '') => `redis://${user ? `${user}@` : ''}127.0.0.1:${port}${path}`,

    /** A client of the app. */
    async client(name) {
      const client = await redisClient({ port, name });
      clients.add(client);
      return client;
    },

    /** One command, by an administrator over a connection that stays. */
    async send(...words) {
      redis.admin ??= await redis.client('admin');
      return redis.admin.send(...words);
    },

    async up({ patience = 10_000 } = {}) {
      const out = fs.openSync(log, 'a');
      const library = path.join(path.dirname(PROGRAM), '../lib');
      const libraries = fs.existsSync(library) ? fs.readdirSync(library).map((each) => path.join(library, each)) : [];
      child = startChild(PROGRAM, [config, ...(sentinel ? ['--sentinel'] : [])], {
        cwd: home.path,
        env: { ...process.env, LD_LIBRARY_PATH: libraries.join(':') },
        stdio: ['ignore', out, out],
      });
      fs.closeSync(out);
      await until(
        'Redis to answer',
        async () => {
          if (child.ended) throw new Hopeless(`Redis did not start:\n${redis.log()}`);
          const client = await redisClient({ port });
          const answered = await client.send('PING').catch((error) => error.message);
          client.close();
          return answered;
        },
        { within: patience },
      );
    },

    async down(signal = 'SIGKILL') {
      redis.resume();
      for (const client of clients) client.close();
      clients.clear();
      redis.admin = undefined;
      if (child && !child.ended) await endChild(child, signal);
    },

    async restart(signal) {
      await redis.down(signal);
      await redis.up();
    },

    /** Stops the process where it stands: connections stay open and nothing answers. */
    pause: () => signalAll([child.pid], 'SIGSTOP'),
    resume: () => child && !child.ended && signalAll([child.pid], 'SIGCONT'),

    async stop() {
      await redis.down();
      home.remove();
    },
  };

  test?.after(redis.stop);
  await redis.up();
  return redis;
}

const tlsSettings = ({ file }) => ({
  'tls-cert-file': file('server.crt'),
  'tls-key-file': file('server.key'),
  'tls-ca-cert-file': file('ca.crt'),
  'tls-auth-clients': 'no',
});
