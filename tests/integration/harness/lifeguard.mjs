import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { endChild, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { parseMetrics } from './metrics.mjs';
import { temporaryDirectory } from './temp.mjs';
import { Hopeless, until } from './until.mjs';

export const BINARY = process.env.LIFEGUARD_BINARY ?? new URL('../../../build/dev/lifeguard', import.meta.url).pathname;

/**
 * `lifeguard run` with its own state directory and port. `config` is TOML less the [agent] table, whose keys `agent`
 * adds to or overrides; `env` is added to the environment, from which the agent's own variables are taken out; `through` is a
 * command that ends in exec "$@". When
 * `test` ends it is killed if it still runs: a test that cares how it ends calls stop().
 */
export async function startLifeguard({ test, config, agent = {}, env = {}, through = [] }) {
  const home = temporaryDirectory('agent');
  const port = await freePort();
  const configFile = path.join(home.path, 'lifeguard.toml');
  const stateDir = path.join(home.path, 'state');
  fs.mkdirSync(stateDir);
  const defaults = { service: 'test', listen: `127.0.0.1:${port}`, state_dir: stateDir, log_format: 'text' };

  let child;
  let log = '';

  const lifeguard = {
    port,
    configFile,
    stateDir,
    get pid() {
      return child.pid;
    },
    get running() {
      return child !== undefined && !child.ended;
    },
    get whenEnded() {
      return child.whenEnded;
    },
    /** What it wrote to stdout and stderr since the first start. */
    logs: () => log,
    url: (where = '/') => `http://127.0.0.1:${port}${where}`,

    /** Writes the config anew; the agent learns of it by reload() or start(). */
    configure(toml) {
      fs.writeFileSync(configFile, agentTable({ ...defaults, ...agent }) + toml);
    },

    reload: () => child.handle.kill('SIGHUP'),

    async start() {
      const [command, ...args] = [...through, BINARY, 'run', '-c', configFile];
      child = startChild(command, args, {
        env: { ...quietEnvironment(), ...env },
        cwd: home.path,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.handle.stdout, child.handle.stderr]) stream.on('data', (text) => (log += text));
      await until('lifeguard to answer /healthz', async () => {
        if (child.ended) throw new Hopeless(`lifeguard run ended at once (${JSON.stringify(child.ended)}):\n${log}`);
        return (await lifeguard.get('/healthz')).status === 200;
      });
    },

    async get(where, options = {}) {
      const response = await fetch(lifeguard.url(where), { signal: AbortSignal.timeout(5_000), ...options });
      return { status: response.status, headers: response.headers, body: await response.text() };
    },

    async api(where) {
      const { status, body } = await lifeguard.get(`/api/${where.replace(/^\/?(api\/)?/, '')}`);
      assert.equal(status, 200, `GET /api/${where}: ${body}`);
      return JSON.parse(body);
    },

    async metrics() {
      const { status, body } = await lifeguard.get('/metrics');
      assert.equal(status, 200, body);
      return parseMetrics(body);
    },

    /**
     * SIGTERM, as an orchestrator does; it must end well, and within two seconds. The sanitizers then look for leaks before
     * the process goes, which is most of its end and takes as long as the machine is busy.
     */
    async stop() {
      assert.ok(lifeguard.running, `lifeguard had ended by itself:\n${log}`);
      const before = log.length;
      const asked = performance.now();
      let took = Infinity;
      const listen = () => {
        if (took === Infinity && /agent.*ended/.test(log.slice(before))) took = performance.now() - asked;
      };
      child.handle.stderr.on('data', listen);
      const { code, signal, late } = await endChild(child, 'SIGTERM', 12_000);
      assert.ok(!late, `lifeguard was still there 12 s after SIGTERM:\n${log}`);
      assert.ok(code !== 0 || took < 2_000, `lifeguard took ${took} ms to end after SIGTERM:\n${log}`);
      assert.equal(code, 0, `lifeguard ended with ${code ?? signal}:\n${log}`);
    },

    async kill9() {
      if (lifeguard.running) await endChild(child, 'SIGKILL');
    },
  };

  test?.after(lifeguard.kill9);
  lifeguard.configure(config);
  await lifeguard.start();
  return lifeguard;
}

/** Any other command, to its end: {code, stdout, stderr}. */
export function runToEnd(args, { env = {}, cwd, within = 30_000 } = {}) {
  return new Promise((resolve, reject) => {
    const options = { env: { ...quietEnvironment(), ...env }, cwd, timeout: within, killSignal: 'SIGKILL' };
    execFile(BINARY, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') {
        reject(new Error(`lifeguard ${args.join(' ')}: ${error.message}\n${stderr}`));
      } else {
        resolve({ code: error?.code ?? 0, stdout, stderr });
      }
    });
  });
}

// A developer's own DATABASE_URL or SLACK_WEBHOOK_URL must not become a target or a receiver of a test.
function quietEnvironment() {
  const kept = /^(PATH|HOME|LANG|LC_.*|TMPDIR|ASAN_OPTIONS|LSAN_OPTIONS|UBSAN_OPTIONS)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name)));
}

function agentTable(keys) {
  const lines = Object.entries(keys).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return `[agent]\n${lines.join('\n')}\n\n`;
}
