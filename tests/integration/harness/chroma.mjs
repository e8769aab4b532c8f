import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { endChild, signalAll, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { temporaryDirectory } from './temp.mjs';
import { Hopeless, until } from './until.mjs';

const INSTALLED = process.env.LIFEGUARD_CHROMA ?? new URL('../../../build/chroma', import.meta.url).pathname;
const BINDINGS = path.join(INSTALLED, 'node_modules/chromadb-js-bindings-linux-x64-gnu/chromadb-js-bindings.linux-x64-gnu.node');
const MAIN = `require(process.argv[1]).cli(['chroma', 'run', ...process.argv.slice(2)])`;

/** Why no Chroma can run here; undefined when one can. */
export const noChroma = fs.existsSync(BINDINGS) ? undefined : `no Chroma in ${INSTALLED}: ./dev test installs it, on x86_64`;

/** A Chroma on a free loopback port with its data under `dir`, ended with the test. */
export async function startChroma({ test } = {}) {
  const home = temporaryDirectory('chroma');
  const port = await freePort();
  const root = `http://127.0.0.1:${port}/api/v2`;
  let child;

  const chroma = {
    port,
    dir: home.path,
    url: `http://127.0.0.1:${port}`,
    database: `${root}/tenants/default_tenant/databases/default_database`,
    get pid() {
      return child.pid;
    },
    get ended() {
      return child.ended;
    },

    /** The body of a 2xx; throws what Chroma says instead. */
    async ask(method, url, body) {
      const response = await fetch(url.startsWith('http') ? url : `${chroma.database}${url}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },

    /** A collection of `vectors` random ones, made and filled by Chroma's own client; `hnsw` are its parameters. */
    async collection(name, { vectors = 0, dimension = 32, hnsw = { space: 'l2' } } = {}) {
      const { ChromaClient } = createRequire(path.join(INSTALLED, 'package.json'))('chromadb');
      const client = new ChromaClient({ host: '127.0.0.1', port, ssl: false });
      const made = await client.createCollection({ name, configuration: { hnsw }, embeddingFunction: null });
      for (let first = 0; first < vectors; first += 500) {
        const ids = Array.from({ length: Math.min(500, vectors - first) }, (_, i) => `${name}-${first + i}`);
        const embeddings = ids.map(() => Array.from({ length: dimension }, () => Math.fround(Math.random() * 2 - 1)));
        await made.add({ ids, embeddings });
      }
      return made;
    },

    remove: (name) => chroma.ask('DELETE', `/collections/${name}`),

    /** The directories of the indexes that were written to the disk. */
    indexes: () => fs.readdirSync(home.path).filter((each) => /^[0-9a-f-]{36}$/.test(each)).map((each) => path.join(home.path, each)),

    async up() {
      child = startChild(process.execPath, ['-e', MAIN, BINDINGS, '--host', '127.0.0.1', '--port', `${port}`, '--path', home.path], {
        cwd: home.path,
        stdio: 'ignore', // two kilobytes for each request
      });
      await until('Chroma to answer', async () => {
        if (child.ended) throw new Hopeless(`Chroma did not start: ${JSON.stringify(child.ended)}`);
        return (await fetch(`${root}/heartbeat`)).ok;
      }, { within: 30_000 });
    },

    async down(signal = 'SIGTERM') {
      chroma.resume();
      if (child && !child.ended) await endChild(child, signal);
    },

    async restart() {
      await chroma.down();
      await chroma.up();
    },

    /** Stops the process where it stands: connections are taken and nothing answers. */
    pause: () => signalAll([child.pid], 'SIGSTOP'),
    resume: () => child && !child.ended && signalAll([child.pid], 'SIGCONT'),

    async stop() {
      await chroma.down();
      home.remove();
    },
  };

  test?.after(chroma.stop);
  await chroma.up();
  return chroma;
}
