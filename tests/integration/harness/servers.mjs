import fs from 'node:fs';
import path from 'node:path';

import { temporaryDirectory } from './temp.mjs';

const installed = process.env.LIFEGUARD_SERVERS ?? new URL('../../../build/servers', import.meta.url).pathname;

/** Every major version that Lifeguard watches. */
export const MAJORS = [12, 13, 14, 15, 16, 17, 18];

/** Why there are no such servers on this machine; false where there are. */
export const noServers = process.arch === 'x64' ? false : `npm's PostgreSQL is for x64, and this machine is ${process.arch}`;

/**
 * The programs of a major version: {bin, remove()}. They are a copy, because root starts PostgreSQL as somebody else,
 * who may not reach the tree.
 */
export function unpackServer(major) {
  const from = path.join(installed, 'node_modules', `postgres-${major}`, 'native');
  if (!fs.existsSync(from)) throw new Error(`no PostgreSQL ${major} under ${installed}: ./dev test installs it`);
  const home = temporaryDirectory(`postgres-${major}`);
  fs.chmodSync(home.path, 0o755);
  fs.cpSync(from, home.path, { recursive: true, filter: (file) => !file.endsWith('.a') });
  link(home.path);
  return { bin: path.join(home.path, 'bin'), remove: home.remove };
}

// A package cannot carry symbolic links. It lists them for a script of its own, which `npm ci --ignore-scripts` left out.
function link(dir) {
  const links = JSON.parse(fs.readFileSync(path.join(dir, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    const where = path.join(dir, path.relative('native', target));
    fs.symlinkSync(path.relative(path.dirname(target), source), where);
  }
}
