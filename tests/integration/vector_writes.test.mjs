import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { noChroma, startChroma } from './harness/chroma.mjs';
import { BINARY } from './harness/lifeguard.mjs';

const AGENTS = 8;

test('4,000 write probes leave the disk of a Chroma as it was', { skip: noChroma }, async (t) => {
  const chroma = await startChroma({ test: t });
  // The first thousand fill what is written to the disk once; a probe a minute needs 17 hours for them.
  await probeWrites(chroma, 1_100);
  const before = bytesUnder(chroma.dir);
  t.diagnostic(await probeWrites(chroma, 4_000));
  const after = bytesUnder(chroma.dir);
  t.diagnostic(`the data directory before: ${before} bytes, after: ${after}`);
  assert.ok(after - before < 100_000, `${after - before} bytes more`);
  const collections = await chroma.ask('GET', '/collections');
  assert.deepEqual(collections.map(({ name }) => name), ['lifeguard-probe']);
  assert.ok((await chroma.ask('GET', `/collections/${collections[0].id}/count`)) <= 2 * AGENTS, 'one vector for each agent');
});

const probeWrites = async (chroma, rounds) => {
  const program = path.join(path.dirname(BINARY), 'write_probes');
  return (await promisify(execFile)(program, [chroma.url, `${rounds}`, `${AGENTS}`])).stdout.trim();
};

function bytesUnder(dir) {
  const files = fs.readdirSync(dir, { withFileTypes: true }).map((each) => [path.join(dir, each.name), each.isDirectory()]);
  return files.reduce((sum, [file, isDirectory]) => sum + (isDirectory ? bytesUnder(file) : fs.statSync(file).size), 0);
}
